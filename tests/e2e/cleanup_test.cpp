// SPDX-License-Identifier: MIT
// What a clean-up would do, by the real program. It removes nothing here: images without names and
// build cache may be somebody else's. What it removes: contract/cleanup_engine_test.cpp.
#include "e2e/expect.hpp"

#include <boost/json/parse.hpp>
#include <chrono>
#include <deploy/lock.hpp>

using namespace deploy::test;

namespace {

/// A container of the service that was never started.
void leave(const World& world, const std::string& name) {
    docker({"create", "--name", name, "--label", "psyfit.test=" + world.id(),
            world.service() + ":latest"});
}

} // namespace

TEST_CASE("a clean-up tells what it would do, and does it to nobody") {
    if (skipped())
        return;
    World world;
    world.start_by_hand();
    leave(world, world.service() + "-left");
    leave(world, world.service() + "2-left");
    const Before before{world};

    const auto told = world.run_cli({"cleanup", "--dry-run"});
    const auto json = world.run_cli({"cleanup", "--dry-run", "--json"});

    INFO(told.out, told.err);
    CHECK(told.exit_code == 0);
    CHECK(told.out.find("would go  container  " + world.service() + "-left") != std::string::npos);
    CHECK(told.out.find("the proxy routes to it") != std::string::npos);
    CHECK(told.out.find(world.service() + "2-left") == std::string::npos);
    CHECK(boost::json::parse(json.out).at("complete") == true);
    CHECK(world.containers().size() == before.containers.size());
}

TEST_CASE("a clean-up waits for no deployment unless asked to") {
    if (skipped())
        return;
    World world;
    world.start_by_hand();
    std::filesystem::create_directories(world.root() / "state");
    std::filesystem::permissions(world.root() / "state", std::filesystem::perms::owner_all);
    const auto held = deploy::HostLock::acquire(
        world.root() / "state" / (world.proxy_name() + ".lock"), "somebody else", {}, {});
    REQUIRE(held.has_value());

    const auto run = world.run_cli({"cleanup"});

    expect_said(run, 8, "somebody else");
}

TEST_SUITE("long") {
    TEST_CASE("a clean-up of 500 containers is worked out at once" * doctest::skip()) {
        if (skipped())
            return;
        constexpr int count = 500;
        World world;
        world.start_by_hand();
        for (int i = 0; i < count; ++i)
            leave(world, world.service() + "-" + std::to_string(i));

        using Clock = std::chrono::steady_clock;
        for (int round = 0; round < 5; ++round) {
            const auto began = Clock::now();
            const auto told = world.run_cli({"cleanup", "--dry-run", "--json"});
            const auto took = std::chrono::duration<double, std::milli>{Clock::now() - began};
            CHECK(boost::json::parse(told.out).at("gone").as_array().size() >= count);
            MESSAGE("cleanup --dry-run on ", count, " containers: ", took.count(), " ms");
        }
    }
}
