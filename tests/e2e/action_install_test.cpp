// SPDX-License-Identifier: MIT
// Servers without psyfit-deploy, with and without an engine that takes its place.
#include "e2e/action_world.hpp"
#include "e2e/expect.hpp"

using namespace deploy::test;

TEST_CASE("a server without psyfit-deploy has its engine run the action's image") {
    if (skipped())
        return;
    Production world;
    world.access.uninstall();
    world.merge();
    world.repository().move_origin_into_checkout();
    auto inputs = world.inputs();

    const auto refused = world.runner.run(inputs);
    inputs["INSTALL"] = "auto";
    inputs["CONFIG"] = (world.root() / "config.json").string();
    inputs["SET"] = "GREETING=changed\n";
    const auto step = world.runner.run(inputs);

    CHECK(refused.exit_code == 3);
    CHECK(has(refused.log, "there is no psyfit-deploy on"));
    CHECK_MESSAGE(step.exit_code == 0, step.log);
    CHECK(step.outputs.at("result") == "deployed");
    CHECK(world.version() == "2");
    CHECK(has(world.environment(), "\"GREETING=changed\""));
}

TEST_CASE("a server with neither psyfit-deploy nor Docker is told what to install") {
    if (skipped())
        return;
    Production world;
    world.access.uninstall();
    world.access.hide("docker");
    auto inputs = world.inputs();
    inputs["INSTALL"] = "auto";
    const Before before{world};

    const auto step = world.runner.run(inputs);

    CHECK(step.exit_code == 3);
    CHECK(step.outputs.at("result") == "failed");
    for (const std::string part : {"neither psyfit-deploy nor a Docker Engine for this user",
                                   "install Docker there", "nothing was touched"})
        CHECK_MESSAGE(has(step.log, part), step.log);
    expect_untouched(world, before);
}
