// SPDX-License-Identifier: MIT
// A job that is cancelled: SIGINT, 7.5 s later SIGTERM.
#include "e2e/action_world.hpp"
#include "e2e/expect.hpp"

#include <csignal>
#include <filesystem>
#include <string>
#include <vector>

using namespace deploy::test;
using namespace std::chrono_literals;

namespace {

void expect_turned_back_in(const std::vector<std::string>& states) {
    if (skipped())
        return;
    Production world;
    world.watch_for("60s"); // it is cancelled long before
    int version = 1;
    for (const auto& state : states) {
        CAPTURE(state);
        world.repository().commit({{"version", std::to_string(++version)}, {"boot_ms", "300"}});
        const Before before{world};
        world.runner.start(world.inputs());
        world.await_logged("::group::" + state);

        world.runner.signal(SIGINT);

        const auto step = world.runner.result();
        CHECK_MESSAGE(step.exit_code == 130, step.log);
        CHECK(step.outputs.at("result") == "cancelled");
        CHECK(has(step.log, "::warning title=Cancelled::"));
        CHECK(has(step.summary, "was cancelled"));
        CHECK(world.routed()->id == before.routed->id);
        CHECK(world.version() == "1");
        CHECK(world.run_cli({"recover", "--wait", "60"}).out == "nothing to recover\n");
    }
}

void expect_truth_when_told_twice_in(const std::vector<std::string>& states) {
    if (skipped())
        return;
    Production world;
    int version = 1;
    for (const auto& state : states) {
        CAPTURE(state);
        world.merge(std::to_string(++version));
        const Before before{world};
        world.runner.start(world.inputs());
        world.await_logged("::group::" + state);

        world.runner.signal(SIGINT);
        world.runner.signal(SIGTERM);

        const auto step = world.runner.result();
        const auto end = world.run_cli({"attach", step.outputs.at("deployment_id")});
        const auto& result = step.outputs.at("result");
        INFO(step.log, "\n", end.out, end.err);
        CHECK((result == "cancelled" || result == "unknown" || result == "deployed"));
        if (result == "unknown")
            CHECK(step.exit_code == 9);
        else
            CHECK_MESSAGE(step.exit_code == end.exit_code, step.log);
        CHECK((end.exit_code == 130 || end.exit_code == 0));
        if (end.exit_code == 130)
            CHECK(world.routed()->id == before.routed->id);
        else
            CHECK(world.version() == std::to_string(version));
        CHECK(world.run_cli({"recover", "--wait", "60"}).out == "nothing to recover\n");
    }
}

} // namespace

TEST_CASE("a job that is cancelled turns the deployment back") {
    expect_turned_back_in({"building", "switching", "watching"});
}

TEST_CASE("a job that is told to end twice tells the truth, and the server ends well by itself") {
    expect_truth_when_told_twice_in({"switching"});
}

TEST_SUITE_BEGIN("long" * doctest::skip());

TEST_CASE("a job that is cancelled in any state turns the deployment back") {
    expect_turned_back_in({"pulling", "building", "capturing", "releasing", "starting", "gating",
                           "switching", "verifying", "watching"});
}

TEST_CASE("a job that is told to end twice in any state tells the truth") {
    expect_truth_when_told_twice_in({"pulling", "building", "capturing", "releasing", "starting",
                                     "gating", "switching", "verifying", "watching", "retiring"});
}

TEST_SUITE_END();

TEST_CASE("a job that is cancelled while its image is loaded ends, and nothing has begun") {
    if (skipped())
        return;
    Production world;
    world.merge();
    world.access.uninstall();
    const auto loading = world.root() / "loading";
    world.access.replace("docker", "[ \"$1\" = load ] || exit 1\n" // there is no such image
                                   "touch " +
                                       loading.string() + "\nexec sleep 600\n");
    auto inputs = world.inputs();
    inputs["INSTALL"] = "auto";
    const Before before{world};
    world.runner.start(inputs);
    await([&] { return std::filesystem::exists(loading); });

    world.runner.signal(SIGINT);

    const auto step = world.runner.result(); // which waits for less than the load takes
    CHECK_MESSAGE(step.exit_code == 130, step.log);
    CHECK(step.outputs.at("result") == "cancelled");
    CHECK(has(step.log, "loading the image of this action into the server's engine"));
    CHECK(has(step.log, "cancelled before a run began"));
    CHECK(has(step.summary, "nothing was touched"));
    expect_untouched(world, before);
}

TEST_CASE("a job that is cancelled while the server does not answer ends, and nothing has begun") {
    if (skipped())
        return;
    Production world;
    world.merge();
    const auto asked = world.root() / "asked";
    world.access.uninstall();
    world.access.replace("psyfit-deploy", "touch " + asked.string() + "\nexec sleep 600\n");
    const Before before{world};
    world.runner.start(world.inputs());
    await([&] { return std::filesystem::exists(asked); });

    world.runner.signal(SIGINT);

    const auto step = world.runner.result();
    CHECK_MESSAGE(step.exit_code == 130, step.log);
    CHECK(step.outputs.at("result") == "cancelled");
    CHECK(has(step.summary, "nothing was touched"));
    expect_untouched(world, before);
}
