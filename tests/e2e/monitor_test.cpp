// SPDX-License-Identifier: MIT
// One outage from the first failure to the recovery, on a real server, told by a real mail server.
#include "e2e/await.hpp"
#include "e2e/expect.hpp"
#include "helpers/mail_server.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <csignal>

using namespace deploy::test;

namespace {

/// A service that is well, with a container that stands for its database.
struct Watched {
    World world;
    TemporaryFolder mail_folder;
    MailServer mail{mail_folder.path(), "none"};
    std::string database = world.service() + "-db";

    Watched() {
        auto& config = world.config;
        config["proxy"].as_object()["hosts"] = boost::json::array{world.host(), "127.0.0.1"};
        config["watch"] = {{"window", "0s"}};
        config["monitor"] = {
            {"url", "http://127.0.0.1:" + std::to_string(world.port()) + "/api/v1/health"},
            {"keyword", "home of"},
            {"disk_percent", 100},
            {"failures", 2}};
        config["mail"] = {
            {"server", "127.0.0.1"},        {"port", mail.port()},
            {"security", "none"},           {"user", ""},
            {"from", "monitor@psytech.jp"}, {"to", boost::json::array{"o@psytech.jp"}}};
        config["schedule"] = {{"workers_on", ""}, {"workers_off", ""}};
        config["backup"] = {{"directory", world.root().string()}};
        config["database"] = {{"container", database}};
        config["redis"] = {{"container", world.proxy_name()}};
        const auto deployed = world.deploy_first();
        REQUIRE_MESSAGE(deployed.exit_code == 0, deployed.err);
        docker({"run", "-d", "--name", database, "--label", "psyfit.test=" + world.id(),
                "--network", world.service(), image()});
    }

    [[nodiscard]] std::string image() const {
        return docker({"inspect", "--format", "{{.Image}}", world.routed()->id});
    }

    /// The state of a check after one more pass.
    std::string pass(const std::string& check) {
        const auto done = world.run_cli({"monitor", "--json"});
        last = done.out;
        REQUIRE_MESSAGE((done.exit_code == 3 || done.exit_code == 0), done.err);
        const auto report = boost::json::parse(done.out);
        for (const auto& each : report.at("checks").as_array())
            if (each.at("check").as_string() == check)
                return std::string{each.at("state").as_string()};
        return {};
    }
    /// How many mails have this in their subject.
    [[nodiscard]] std::ptrdiff_t mails_with(const std::string& text) const {
        return std::ranges::count_if(mail.mails(), [&](const ReceivedMail& each) {
            return header_of(each, "Subject").find(text) != std::string::npos;
        });
    }

    std::string last;
};

} // namespace

TEST_CASE("a database that goes away is told once, and so is its return") {
    if (skipped())
        return;
    Watched on;
    for (const auto* check : {"health", "service", "proxy", "database", "disk"})
        CHECK_MESSAGE(on.pass(check) == "ok", check, on.last);

    docker({"kill", on.database});
    CHECK(on.pass("database") == "failing");
    CHECK(on.mails_with("DOWN database") == 0);
    CHECK(on.pass("database") == "down");
    CHECK(on.mails_with("DOWN database") == 1);
    CHECK(on.pass("database") == "down");
    CHECK_MESSAGE(on.mails_with("DOWN database") == 1, "told once");

    docker({"start", on.database});
    CHECK(on.pass("database") == "ok");
    CHECK(on.mails_with("UP database") == 1);
    CHECK(on.pass("database") == "ok");
    CHECK_MESSAGE(on.mails_with("UP database") == 1, "told once");
}

TEST_CASE("a page that no longer answers is an outage, a deployment is none") {
    if (skipped())
        return;
    Watched on;
    CHECK(on.pass("health") == "ok");

    on.world.repository().commit({{"version", "2"}, {"mode", "unhealthy"}});
    auto deployment = on.world.start_cli({"deploy"});
    await_said(deployment, "gating");
    const auto meanwhile = on.world.run_cli({"monitor"});
    CHECK(meanwhile.exit_code == 0);
    const auto said = meanwhile.out + meanwhile.err;
    CHECK_MESSAGE(said.find("a deployment") != std::string::npos, said);
    deployment.send_signal(SIGTERM);
    (void)finished(deployment);

    docker({"stop", "--time", "0", on.world.routed()->id});
    CHECK(on.pass("health") == "failing");
    CHECK(on.pass("service") == "down");
    CHECK(on.mails_with("DOWN health") == 1);
}
