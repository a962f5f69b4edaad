// SPDX-License-Identifier: MIT
// A setup that is killed, meets what somebody else made, or opens the proxy to the world.
#include "e2e/await.hpp"
#include "e2e/empty_host.hpp"
#include "e2e/expect.hpp"
#include "helpers/http_call.hpp"
#include "kill/relay.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <csignal>
#include <cstdlib>

using namespace deploy::test;

namespace {

/// Kills the program at a request to the engine.
struct Blow {
    std::string kind;
    int at = 1; ///< Among those of its kind.
    Fault fault = Fault::kill_answered;
};

void kill_setup(const EmptyHost& on, EngineRelay& relay, const Blow& blow) {
    relay.arm({.fault = blow.fault, .at = blow.at, .among = [&](const EngineCall& call) {
                   return call.kind() == blow.kind;
               }});
    auto program = on.start_cli({"setup"});
    relay.aim(program.pid());
    const auto ended = finished(program);
    relay.disarm();
    CHECK_MESSAGE(ended.exit_code == 128 + SIGKILL, blow.kind, ended.out, ended.err);
}

/// Leaves a certificate where the proxy keeps those that it fetched, so that it asks nobody for
/// one. Gives the file that a client trusts.
std::filesystem::path fetch_certificate(const EmptyHost& on) {
    const auto chain = on.make_certificate(on.host());
    // Those of Let's Encrypt are below the SHA-256 of an empty directory's name.
    const auto kept = on.root() / "certs" /
                      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" /
                      on.host();
    write_file(kept, read_file(chain.parent_path() / "privkey.pem") + read_file(chain));
    std::filesystem::permissions(kept, std::filesystem::perms{0644});
    docker({"cp", kept.parent_path().parent_path().string(),
            on.proxy() + ":/home/kamal-proxy/.config/kamal-proxy"});
    return chain;
}

} // namespace

TEST_CASE("a setup that is killed again and again is finished by the next one, nothing doubled") {
    if (lacks_servers())
        return;
    EmptyHost on;
    on.make_certificate(on.host());
    EngineRelay relay{on.root() / "engine.sock"};
    on.config["docker"] = {{"socket", relay.socket().string()}};

    kill_setup(on, relay, {"POST /networks/create", 1, Fault::kill_unanswered});
    const auto secrets = read_file(on.secrets());
    kill_setup(on, relay, {"POST /containers/create", 1, Fault::kill_unanswered}); // the database
    kill_setup(on, relay, {"POST /containers/*/start", 2}); // Redis, by a database just made
    kill_setup(on, relay, {"POST /containers/*/start", 1}); // the proxy
    kill_setup(on, relay, {"POST /containers/*/start", 1}); // the first version
    const auto done = on.run_cli({"setup", "--json"});

    INFO(done.out, done.err);
    REQUIRE(done.exit_code == 0);
    CHECK(read_file(on.secrets()) == secrets);
    auto now = states(done);
    for (const auto* part : {"secrets", "network", "database", "redis", "proxy", "nginx"})
        CHECK_MESSAGE(now[part] == "kept", part);
    CHECK(now["release"] == "made");
    CHECK(now["seed"] == "made");
    const auto containers = on.traces().containers();
    CHECK(containers.size() == 4);
    for (const auto& container : containers)
        CHECK_MESSAGE(container.status == "running", container.name);
    CHECK(docker({"network", "ls", "-q", "--filter", "name=" + on.service()}).find('\n') ==
          std::string::npos);
    CHECK(on.run_cli({"secrets", "check"}).exit_code == 0);

    const auto everything = on.everything();
    const auto again = on.run_cli({"setup"});
    CHECK(again.exit_code == 0);
    CHECK(again.out.find("nothing was changed\n") != std::string::npos);
    CHECK(on.everything() == everything);
}

TEST_CASE("what has a server's name and is none is told, and left as it is") {
    if (lacks_servers())
        return;
    EmptyHost on;
    docker({"network", "create", on.service()});
    const std::map<std::string, std::string> kinds{
        {on.database(), "PostgreSQL"}, {on.redis(), "Redis"}, {on.proxy(), "kamal-proxy"}};
    for (const auto& [name, kind] : kinds) {
        docker({"run", "-d", "--name", name, "--network", on.service(), on.image()});
        const auto before = docker({"inspect", name});
        Words command{"setup"};
        for (const auto* part : {"database", "redis", "proxy"})
            if (!name.ends_with(part == std::string{"database"} ? "db" : part))
                command.insert(command.end(), {"--skip", part});

        for (const Words& more : {Words{}, Words{"--dry-run"}}) {
            command.insert(command.end(), more.begin(), more.end());
            expect_refused(
                on.run_cli(command), 3,
                {.error = name + " is a container of " + on.image() + " and no " + kind,
                 .serves = more.empty() ? "what was made so far stays" : "nothing was touched",
                 .fix = "docker rename " + name});
        }
        CHECK(docker({"inspect", name}) == before);
        docker({"rm", "-f", name});
    }
    CHECK_MESSAGE(on.traces().containers().empty(), "nothing was built on it");
}

TEST_CASE("a dry run tells that there is nothing to build a first version of") {
    if (lacks_servers())
        return;
    EmptyHost on;
    on.config["source"] = {{"checkout", (on.root() / "none").string()}};

    expect_refused(
        on.run_cli({"setup", "--dry-run"}), 3,
        {.error = "there is no git checkout", .serves = "nothing was touched", .fix = "git clone"});
}

TEST_CASE("a port that somebody else has is told, and the setup goes on when it is free") {
    if (lacks_servers())
        return;
    EmptyHost on;
    boost::asio::io_context context;
    boost::asio::ip::tcp::acceptor other{context, {boost::asio::ip::address_v4::loopback(), 0}};
    on.config["redis"].as_object()["port"] = other.local_endpoint().port();
    const Words command{"setup", "--skip", "database", "--skip", "release", "--skip", "seed"};

    const auto taken = on.run_cli(command);
    other.close();
    const auto done = on.run_cli(command);

    CHECK(taken.exit_code != 0);
    CHECK_MESSAGE(taken.err.find("address already in use") != std::string::npos, taken.err);
    CHECK_MESSAGE(done.exit_code == 0, done.err);
    CHECK(done.out.find("start " + on.redis()) != std::string::npos);
}

TEST_CASE("an open proxy is published on 80 and 443, without a web server in front") {
    if (lacks_servers())
        return;
    if (std::getenv("DEPLOY_TEST_OWN_ENGINE") == nullptr) {
        std::printf("[skipped] the machine's own ports 80 and 443 are needed: tests/engine.sh\n");
        return;
    }
    EmptyHost on;
    on.config["proxy"].as_object()["tls"] = "none";
    const Words command{"setup", "--public", "--skip", "database", "--skip", "redis", "--json"};
    const auto done = on.run_cli(command);

    INFO(done.out, done.err);
    REQUIRE(done.exit_code == 0);
    CHECK(states(done)["nginx"] == "skipped");
    CHECK(states(done)["tls"] == "skipped");
    CHECK_FALSE(std::filesystem::exists(on.site()));
    CHECK(published_port(on.proxy(), "443/tcp") == 443);
    CHECK(http({.port = 80, .host = on.host(), .path = "/api/v1/health"}).status == 200);

    on.config["proxy"].as_object()["tls"] = "acme";
    const auto authority = fetch_certificate(on);
    const auto told = on.run_cli({"setup", "--public", "--dry-run", "--json"});
    const auto tls = on.run_cli(command);
    const auto again = on.run_cli(command);

    INFO(told.out, tls.out, tls.err, again.out);
    CHECK(states(told)["tls"] == "would make");
    CHECK(states(tls)["tls"] == "made");
    CHECK(states(again)["tls"] == "kept");
    CHECK(again.out.find("\"changed\":false") != std::string::npos);
    const auto page =
        run({"curl", "-sS", "--max-time", "20", "--cacert", authority.string(), "--resolve",
             on.host() + ":443:127.0.0.1", "https://" + on.host() + "/home"});
    CHECK_MESSAGE(page.out.find("home of") != std::string::npos, page.err);
    CHECK(http({.port = 80, .host = on.host(), .path = "/home"}).status == 301);
    CHECK_MESSAGE(on.run_cli({"deploy"}).exit_code == 0, "the next version is proven by https");
}
