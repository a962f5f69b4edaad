// SPDX-License-Identifier: MIT
// The action as GitHub starts it, against a real sshd on the way to a real server.
#include "e2e/action_world.hpp"
#include "e2e/expect.hpp"
#include "e2e/load.hpp"

#include <csignal>
#include <string>

using namespace deploy::test;
using namespace std::chrono_literals;

TEST_CASE("a merge is live, and GitHub is told how") {
    if (Load::skipped())
        return;
    Production world;
    world.merge();
    Load load{{.port = world.port(), .host = world.host(), .rate = 90}};

    const auto step = world.runner.run(world.inputs());

    const auto report = load.stop();
    CHECK_MESSAGE(step.exit_code == 0, step.log);
    CHECK_MESSAGE(report.lost() == 0, report.text());
    expect_live(world, "2", world.incumbent);
    const auto routed = world.routed();
    CHECK(step.outputs.at("result") == "deployed");
    CHECK(step.outputs.at("version") == routed->revision);
    CHECK(step.outputs.at("container") == routed->name);
    CHECK(step.outputs.at("url") == "https://app.example.com");
    CHECK(step.outputs.at("lost_requests") == "0");
    CHECK(has(step.outputs.at("rollback_command"), "psyfit-deploy rollback "));
    CHECK(has(world.run_cli({"history", "--json"}).out, step.outputs.at("deployment_id")));
    for (const auto* part : {"is live", "Timeline", "Commits that went live", "**0 lost**"})
        CHECK_MESSAGE(has(step.summary, part), part);
    for (const auto* group : {"::group::building", "::group::switching", "::group::retiring"})
        CHECK_MESSAGE(has(step.log, group), group);
    CHECK(has(step.log, "::add-mask::-----BEGIN OPENSSH PRIVATE KEY-----"));
}

TEST_CASE("a candidate that fails is a failed step that tells cause, what serves and what mends") {
    if (skipped())
        return;
    Production world;
    world.config["health"] = {{"deadline", "3s"}, {"timeout", "500ms"}};
    world.access.write_configuration();
    world.repository().commit({{"version", "2"}, {"mode", "exit"}, {"exit_code", "7"}});
    const Before before{world};

    const auto step = world.runner.run(world.inputs());

    CHECK(step.exit_code == 5);
    CHECK(step.outputs.at("result") == "reverted");
    CHECK(step.outputs.at("container") == before.routed->name);
    CHECK(has(step.log, "::error title=psyfit-deploy%3A reverted::"));
    for (const auto* part : {"What failed", "exit code 7", "still serves", "To mend it"})
        CHECK_MESSAGE(has(step.summary, part), part);
    expect_untouched(world, before);
}

TEST_CASE("a build that fails is a failed step with its last lines") {
    if (skipped())
        return;
    Production world;
    world.repository().commit_file("Dockerfile", "FROM scratch\nCOPY no-such-file /\n");
    const Before before{world};

    const auto step = world.runner.run(world.inputs());

    CHECK(step.exit_code == 4);
    for (const auto* part : {"What failed", "no-such-file", "still serves"})
        CHECK_MESSAGE(has(step.summary, part), part);
    expect_untouched(world, before);
}

TEST_CASE("a step asks, sets and drops variables, and rolls back") {
    if (skipped())
        return;
    Production world;
    const auto before = world.routed()->id;
    world.merge();
    auto inputs = world.inputs();
    inputs["COMMAND"] = "plan";
    inputs["SET"] = "COLOUR=rather blue\n";
    inputs["UNSET"] = "GREETING";
    const auto plan = world.runner.run(inputs);
    CHECK(world.routed()->id == before);
    inputs["COMMAND"] = "deploy";
    const auto live = world.runner.run(inputs);
    const auto environment = world.environment();
    const auto next = world.routed();
    inputs = world.inputs();
    inputs["COMMAND"] = "status";
    const auto status = world.runner.run(inputs);
    inputs["COMMAND"] = "rollback";
    const auto back = world.runner.run(inputs);

    CHECK_MESSAGE(plan.exit_code == 0, plan.log);
    CHECK(plan.outputs.at("result") == "ok");
    for (const auto* part : {"What a deployment would do now", "Change behaviour", "COLOUR"})
        CHECK_MESSAGE(has(plan.summary, part), plan.summary);
    CHECK_MESSAGE(live.exit_code == 0, live.log);
    CHECK(has(environment, "\"COLOUR=rather blue\""));
    CHECK_FALSE(has(environment, "GREETING"));
    CHECK(has(live.log, "::add-mask::rather blue"));
    CHECK(status.exit_code == 0);
    CHECK(status.outputs.at("version") == next->revision);
    CHECK(status.outputs.at("container") == next->name);
    CHECK_MESSAGE(back.exit_code == 0, back.log);
    CHECK(back.outputs.at("result") == "rolled_back");
    CHECK(world.routed()->id == before);
    CHECK(world.version() == "1");
}

TEST_CASE("an old workflow that is run again makes nothing older live, unless that is allowed") {
    if (skipped())
        return;
    Production world;
    const auto old = ServiceRepository::git(world.repository().author(), {"rev-parse", "HEAD"});
    auto inputs = world.inputs();
    inputs["REF"] = world.merge();
    const auto first = world.runner.run(inputs);
    const Before before{world};

    inputs["REF"] = old; // what github.sha is in that workflow
    const auto refused = world.runner.run(inputs);
    expect_untouched(world, before);
    inputs["ALLOW_OLDER"] = "true";
    const auto allowed = world.runner.run(inputs);

    CHECK_MESSAGE(first.exit_code == 0, first.log);
    CHECK(refused.exit_code == 3);
    CHECK(refused.outputs.at("result") == "reverted");
    CHECK_MESSAGE(has(refused.log, "is older than"), refused.log);
    CHECK_MESSAGE(allowed.exit_code == 0, allowed.log);
    CHECK(world.version() == "1");
    CHECK(world.routed()->revision == old);
}

TEST_CASE("a second job waits for the first") {
    if (skipped())
        return;
    Production world;
    world.merge();
    auto first = world.start_cli({"deploy"});
    await_said(first, "] gating");

    const auto step = world.runner.run(world.inputs());

    CHECK(finished(first).exit_code == 0);
    CHECK_MESSAGE(step.exit_code == 0, step.log);
    CHECK(world.version() == "2");
}

TEST_CASE("a second job that is not to wait is told who is at work") {
    if (skipped())
        return;
    Production world;
    world.merge();
    world.watch_for("60s"); // it is cancelled long before
    ActionRunner second{world};
    auto inputs = world.inputs();
    inputs["WAIT"] = "0";
    world.runner.start(world.inputs());
    world.await_logged("::group::watching");

    const auto step = second.run(inputs);

    world.runner.signal(SIGINT);
    CHECK(world.runner.result().outputs.at("result") == "cancelled");
    CHECK(step.exit_code == 8);
    CHECK(step.outputs.at("result") == "failed");
    CHECK_MESSAGE(has(step.log, "another deployment holds the lock"), step.log);
    CHECK_MESSAGE(has(step.log, "deployment of " + world.service() + ", since"), step.log);
    CHECK(has(step.summary, "To mend it"));
}

TEST_CASE("the image is small: each job pulls it") {
    if (skipped())
        return;

    const auto size = docker({"image", "inspect", "--format", "{{.Size}}", ActionRunner::image()});

    CHECK(std::stoul(size) < 60'000'000);
}
