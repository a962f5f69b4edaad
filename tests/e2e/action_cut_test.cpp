// SPDX-License-Identifier: MIT
// The action, its connection to the server cut: the deployment ends by itself, and the truth is
// told.
#include "e2e/action_world.hpp"
#include "e2e/dropped_packets.hpp"
#include "e2e/expect.hpp"
#include "e2e/load.hpp"

using namespace deploy::test;

TEST_CASE("a connection that is cut in any state is made again, and the step tells the truth") {
    if (Load::skipped())
        return;
    Production world;
    int version = 1;
    for (const std::string state : {"building", "switching", "watching"}) {
        CAPTURE(state);
        const auto incumbent = world.routed()->id;
        const auto next = std::to_string(++version);
        world.merge(next);
        Load load{{.port = world.port(), .host = world.host(), .rate = 90}};
        world.runner.start(world.inputs());
        world.await_logged("::group::" + state);

        if (state == "switching")
            CHECK(world.access.sshd().cut_connections() > 0);
        else
            CHECK(world.runner.kill_programs("ssh") > 0);

        const auto step = world.runner.result();
        const auto report = load.stop();
        CHECK_MESSAGE(step.exit_code == 0, step.log);
        CHECK(step.outputs.at("result") == "deployed");
        CHECK(step.outputs.at("container") == world.routed()->name);
        CHECK_MESSAGE(has(step.log, "the run goes on by itself, trying again"), step.log);
        expect_live(world, next, incumbent);
        CHECK_MESSAGE(report.lost() == 0, report.text());
    }
}

TEST_CASE("packets that are dropped in any state cost nothing, and the step finds the run again" *
          doctest::test_suite("long") * doctest::skip()) {
    if (Load::skipped() || DroppedPackets::skipped())
        return;
    Production world;
    auto inputs = world.inputs();
    inputs["TIMEOUT"] = "10";
    int version = 1;
    for (const std::string state : {"building", "switching", "watching"}) {
        CAPTURE(state);
        const auto incumbent = world.routed()->id;
        const auto next = std::to_string(++version);
        world.merge(next);
        Load load{{.port = world.port(), .host = world.host(), .rate = 90}};
        world.runner.start(inputs);
        world.await_logged("::group::" + state);
        {
            const DroppedPackets dropped{world.access.sshd().port()};
            world.await_logged("not responding; the run goes on by itself, trying again");
        }

        const auto step = world.runner.result();
        const auto report = load.stop();
        CHECK_MESSAGE(step.exit_code == 0, step.log);
        CHECK(step.outputs.at("result") == "deployed");
        expect_live(world, next, incumbent);
        CHECK_MESSAGE(report.lost() == 0, report.text());
    }
}

TEST_CASE("a server that stays away leaves the outcome unknown, and the run ends by itself" *
          doctest::test_suite("long") * doctest::skip()) {
    if (skipped() || DroppedPackets::skipped())
        return;
    Production world;
    world.merge();
    auto inputs = world.inputs();
    inputs["TIMEOUT"] = "2";
    world.runner.start(inputs);
    world.await_logged("::group::gating");
    const DroppedPackets dropped{world.access.sshd().port()};

    const auto step = world.runner.result();

    const auto& id = step.outputs.at("deployment_id");
    CHECK(step.exit_code == 9);
    CHECK(step.outputs.at("result") == "unknown");
    CHECK(step.outputs.at("version").empty());
    CHECK(id == world.last_run());
    CHECK_MESSAGE(has(step.log, "what became of run " + id + " is unknown"), step.log);
    CHECK(has(step.log, "fix: psyfit-deploy attach " + id));
    CHECK(has(step.summary, "What became of the deployment is not known"));
    CHECK_FALSE(has(step.summary, "nothing was touched"));
    CHECK(world.run_cli({"attach", id}).exit_code == 0);
    expect_live(world, "2", world.incumbent);
}

TEST_CASE("a job that is killed leaves the deployment to itself") {
    if (skipped())
        return;
    Production world;
    world.merge();
    world.runner.start(world.inputs());
    world.await_logged("::group::gating");

    world.runner.kill();
    CHECK(world.runner.result().exit_code == 137);

    const auto id = world.last_run();
    CHECK(world.run_cli({"attach", id}).exit_code == 0);
    expect_live(world, "2", world.incumbent);
}
