// SPDX-License-Identifier: MIT
// Workers that are paused when they should run, told on every way there is: by mail through
// STARTTLS and a login, and to Slack.
#include "e2e/expect.hpp"
#include "e2e/rails_application.hpp"
#include "fakes/fake_http_server.hpp"
#include "helpers/mail_server.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

using namespace deploy::test;
namespace fs = std::filesystem;
namespace json = boost::json;

namespace {

constexpr auto password = "SG.canary-of-the-password";
constexpr auto paused = R"({"queues":{"default":2,"mailers":0},"pauses":["default"]})";
constexpr auto running = R"({"queues":{"default":2,"mailers":0},"pauses":[]})";
constexpr auto always = "* * * * *";
constexpr auto hardly_ever = "0 0 29 2 *";

/// Who runs the program in a mount namespace of its own may have it trust another authority.
bool cannot_trust() {
    if (run({"unshare", "--mount", "true"}).exit_code == 0)
        return false;
    std::printf(
        "[skipped] no mount namespace can be made here, so nobody trusts the mail server\n");
    return true;
}

/// A service with an application to ask, a mail server that wants TLS and a login, and a Slack.
struct Told {
    World world;
    TemporaryFolder mail_folder;
    MailServer mail{mail_folder.path(), "starttls", password};
    std::unique_ptr<FakeHttpServer> slack = FakeHttpServer::on_loopback(
        [](const std::string& /*request*/) { return Reaction{.bytes = http_answer(200, "ok")}; });
    std::string live = world.start_by_hand();

    Told() {
        give_rails(live, paused);
        auto& config = world.config;
        config["monitor"] = {{"url", "http://127.0.0.1:1/"},
                             {"disk_percent", 100},
                             {"failures", 1},
                             {"slack_webhook_file",
                              secret("slack", "http://127.0.0.1:" + std::to_string(slack->port()) +
                                                  "/services/T/B")}};
        config["mail"] = {{"server", "localhost"},
                          {"port", mail.port()},
                          {"security", "starttls"},
                          {"user", "apikey"},
                          {"password_file", secret("sendgrid", password)},
                          {"from", "monitor@psytech.jp"},
                          {"to", json::array{"ops@psytech.jp"}}};
        config["database"] = {{"container", ""}};
        config["redis"] = {{"container", ""}};
        set_times(always, hardly_ever);
    }

    void set_times(const char* on, const char* off) {
        world.config["schedule"] = {
            {"timezone", "Etc/UTC"}, {"workers_on", on}, {"workers_off", off}};
    }

    /// A pass of the program for which this is the system's authority.
    Finished pass() {
        write_file(world.root() / "config.json", json::serialize(world.config));
        return run({"unshare", "--mount", "sh", "-c",
                    "mount --bind \"$0\" /etc/ssl/certs/ca-certificates.crt && exec \"$@\"",
                    mail.authorities().string(), DEPLOY_TEST_CLI, "monitor", "--json", "--config",
                    (world.root() / "config.json").string()});
    }

    /// The last message to Slack that has this in it.
    [[nodiscard]] std::string slack_said(const std::string& text) const {
        for (const auto& request : slack->requests())
            if (request.find(text) != std::string::npos)
                return request;
        return {};
    }

private:
    [[nodiscard]] std::string secret(const std::string& name, const std::string& value) const {
        write_file(world.root() / name, value + "\n");
        fs::permissions(world.root() / name, fs::perms::owner_read);
        return (world.root() / name).string();
    }
};

/// A check of a report.
json::object check_of(const Finished& run, std::string_view id) {
    const auto report = json::parse(run.out);
    for (const auto& each : report.at("checks").as_array())
        if (each.at("check").as_string() == id)
            return each.as_object();
    return {};
}

/// Whether each way took what was due.
std::map<std::string, bool> taken_by(const Finished& run) {
    std::map<std::string, bool> out;
    const auto report = json::parse(run.out);
    for (const auto& each : report.at("told").as_array())
        out[std::string{each.at("way").as_string()}] = each.at("taken").as_bool();
    return out;
}

const std::map<std::string, bool> all_ways{{"mail to ops@psytech.jp", true}, {"Slack", true}};

} // namespace

TEST_CASE("paused workers are told by mail through STARTTLS and to Slack, and their return too") {
    if (skipped() || cannot_trust())
        return;
    Told on;

    const auto down = on.pass();

    INFO(down.out, down.err);
    CHECK(down.exit_code == 3);
    const auto workers = check_of(down, "workers");
    CHECK(workers.at("state") == "down");
    CHECK(workers.at("detail") == "paused though they should run now: default");
    CHECK(taken_by(down) == all_ways);
    const auto mails = on.mail.mails();
    REQUIRE(mails.size() == 1);
    CHECK(mails[0].tls);
    CHECK(mails[0].login == "apikey");
    CHECK(mails[0].to == std::vector<std::string>{"ops@psytech.jp"});
    CHECK(header_of(mails[0], "Subject").find("DOWN") != std::string::npos);
    CHECK(header_of(mails[0], "Subject").find("workers") != std::string::npos);
    const auto posted = on.slack_said("paused though they should run now: default");
    CHECK(posted.starts_with("POST /services/T/B HTTP/1.1"));
    for (const auto& text : {down.out, down.err, mails[0].text, posted})
        CHECK_MESSAGE(text.find(password) == std::string::npos, "no secret is told");

    set_rails_state(on.live, running);
    const auto up = on.pass();
    CHECK(check_of(up, "workers").at("detail") == "2 queues run");
    CHECK(on.mail.mails().size() == 2);
    CHECK(header_of(on.mail.mails().back(), "Subject").find("UP workers") != std::string::npos);
    CHECK_FALSE(on.slack_said("UP").empty());
}

TEST_CASE("workers that are paused for the night are well") {
    if (skipped() || cannot_trust())
        return;
    Told on;
    on.set_times(hardly_ever, always);

    const auto night = on.pass();

    CHECK(check_of(night, "workers").at("state") == "ok");
    CHECK(check_of(night, "workers").at("detail") == "they need not run now");
}

TEST_CASE("a mail server that is not trusted gets no password, and Slack is told all the same") {
    if (skipped())
        return;
    Told on;

    const auto down = on.world.run_cli({"monitor", "--json"});

    INFO(down.out, down.err);
    CHECK(taken_by(down) ==
          std::map<std::string, bool>{{"mail to ops@psytech.jp", false}, {"Slack", true}});
    CHECK(down.out.find("is not trusted") != std::string::npos);
    CHECK(on.mail.mails().empty());
}
