// SPDX-License-Identifier: MIT
// From an empty host to the first version live, on the real engine, proxy, PostgreSQL, Redis and
// Nginx.
#include "e2e/empty_host.hpp"
#include "e2e/expect.hpp"

using namespace deploy::test;

namespace {

using States = std::map<std::string, std::string>;

const States all_made{{"secrets", "made"},     {"network", "made"}, {"database", "made"},
                      {"redis", "made"},       {"proxy", "made"},   {"nginx", "made"},
                      {"release", "made"},     {"tls", "skipped"},  {"seed", "made"},
                      {"firewall", "by hand"}, {"ssh", "by hand"},  {"timezone", "by hand"},
                      {"schedule", "by hand"}};

} // namespace

TEST_CASE("an empty host becomes a server with the first version live, once") {
    if (lacks_servers())
        return;
    EmptyHost on;
    on.make_certificate(on.host());
    const auto before = on.everything();

    const auto told = on.run_cli({"setup", "--dry-run", "--json"});

    expect_done(told);
    auto would = states(told);
    CHECK(would["database"] == "would make");
    CHECK(on.everything() == before);

    const auto made = on.run_cli({"setup", "--json"});

    expect_done(made);
    CHECK(states(made) == all_made);
    CHECK(on.run_cli({"status"}).exit_code == 0);
    const auto secrets = on.run_cli({"secrets", "check", "--json"});
    INFO(secrets.out);
    CHECK(secrets.exit_code == 0);
    CHECK_MESSAGE(secrets.out.find("not checked") == std::string::npos, "both servers were asked");
    const auto settings = docker({"inspect", "--format",
                                  "{{.HostConfig.RestartPolicy.Name}} "
                                  "{{index .HostConfig.LogConfig.Config \"max-size\"}}",
                                  on.database(), on.redis(), on.proxy()});
    CHECK(settings == "unless-stopped 10m\nunless-stopped 10m\nunless-stopped 10m");

    const auto after = on.everything();
    const auto again = on.run_cli({"setup"});

    expect_done(again);
    CHECK(again.out.find("nothing was changed\n") != std::string::npos);
    CHECK(on.everything() == after);

    const auto environment = read_file(on.secrets());
    const auto key = environment.find("REDIS_PASSWORD=") + 15;
    const auto password = environment.substr(key, environment.find('\n', key) - key);
    const auto processes = docker({"top", on.redis(), "-eo", "pid,args"});
    CHECK(processes.find("redis-server") != std::string::npos);
    for (const auto& text : {processes, made.out, made.err, again.out, again.err, secrets.out})
        CHECK_MESSAGE(text.find(password) == std::string::npos, "no password is shown");

    docker({"restart", "-t", "20", on.redis(), on.database()});
    CHECK_MESSAGE(on.run_cli({"setup", "--skip", "nginx"}).exit_code == 0, "they come back");
}
