// SPDX-License-Identifier: MIT
// The way back, on real parts.
#include "e2e/expect.hpp"
#include "e2e/load.hpp"

using namespace deploy::test;

namespace {

std::string restart_policy(const std::string& container) {
    return docker({"inspect", "--format", "{{.HostConfig.RestartPolicy.Name}}", container});
}

} // namespace

TEST_CASE("a rollback and the rollback of the rollback lose no request") {
    if (Load::skipped())
        return;
    World world;
    const auto first = world.start_by_hand();
    world.repository().commit({{"version", "2"}});
    expect_done(world.run_cli({"deploy"}));
    const auto second = world.routed()->id;

    Load load{{.address = world.proxy_address(), .port = 80, .host = world.host()}};
    const auto back = world.run_cli({"rollback"});
    const auto version_back = world.version();
    const auto routed_back = world.routed()->id;
    const auto policy_back = restart_policy(first);
    const auto forth = world.run_cli({"rollback"});
    const auto report = load.stop();

    CHECK_MESSAGE(back.exit_code == 0, back.err);
    CHECK(version_back == "1");
    CHECK(routed_back == first);
    CHECK_MESSAGE(forth.exit_code == 0, forth.err);
    CHECK(world.version() == "2");
    CHECK(world.routed()->id == second);
    CHECK(world.containers().size() == 2);
    CHECK(report.sent() > 500);
    CHECK_MESSAGE(report.lost() == 0, report.text());
    CHECK_MESSAGE(policy_back == "unless-stopped",
                  "a container started by hand outlives a reboot once it is rolled back to");
    CHECK_MESSAGE(restart_policy(first) == "no", "and stays down once it is retired again");
}

TEST_CASE("a rollback to what cannot be rolled back to lists what can") {
    if (skipped())
        return;
    World world;
    world.start_by_hand();
    world.repository().commit({{"version", "2"}});
    expect_done(world.run_cli({"deploy"}));
    const Before before{world};
    const auto possible = world.service() + "-new";
    const auto foreign = docker({"run", "-d", "--name", world.service() + "x-foreign", "--label",
                                 "psyfit.test=" + world.id(), "--network", world.service(),
                                 world.service() + ":latest"});

    const auto unknown = world.run_cli({"rollback", "nobody"});
    const auto stranger = world.run_cli({"rollback", world.service() + "x-foreign"});
    const auto serving = world.run_cli({"rollback", world.routed()->name});
    docker({"start", possible});
    const auto running = world.run_cli({"rollback", possible});
    docker({"stop", "-t", "2", possible});
    docker({"rm", "-f", foreign});

    expect_said(unknown, 2, "there is no container 'nobody'");
    expect_said(stranger, 2, "was never live");
    expect_said(serving, 2, "serves already");
    expect_said(running, 2, "is running beside what serves");
    for (const auto& run : {unknown, stranger, serving, running})
        CHECK(run.err.find(possible) != std::string::npos);
    expect_untouched(world, before);
}

TEST_CASE("a rollback to a container that cannot start turns back and says so") {
    if (skipped())
        return;
    World world;
    world.repository().commit({{"version", "1"}, {"mode", "once"}});
    world.start_by_hand();
    world.repository().commit({{"version", "2"}});
    expect_done(world.run_cli({"deploy"}));
    const Before before{world};

    const auto run = world.run_cli({"rollback"});

    expect_said(run, 5, "exit");
    expect_untouched(world, before);
}
