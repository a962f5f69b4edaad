// SPDX-License-Identifier: MIT
// Candidates that never become healthy, each on real parts: the right words, and nothing changed.
#include "e2e/await.hpp"
#include "e2e/expect.hpp"

using namespace deploy::test;

namespace {

struct Sick {
    std::string name;
    Behaviour behaviour;
    int code;
    const char* says;
};

} // namespace

TEST_CASE("a sick candidate never gets traffic, and the message tells what ails it") {
    if (skipped())
        return;
    World world;
    world.start_by_hand({"--memory", "64m", "--memory-swap", "64m"});
    const Before before{world};
    world.config["health"] = {{"deadline", "3s"}, {"timeout", "500ms"}};
    const Sick cases[]{
        {"exits", {{"mode", "exit"}, {"exit_code", "7"}}, 5, "exit code 7"},
        {"loops", {{"mode", "loop"}, {"boot_ms", "1000"}}, 5, "ends again and again"},
        {"is killed for memory", {{"mode", "oom"}}, 5, "for memory"},
        {"accepts and never answers", {{"mode", "hang"}}, 5, "did not become healthy within 3 s"},
        {"never listens", {{"mode", "deaf"}}, 5, "did not become healthy within 3 s"},
        {"redirects its health page", {{"mode", "redirect"}}, 5, "redirect"},
        {"answers 503", {{"mode", "unhealthy"}}, 5, "it answers 503"},
        {"is well twice in a row, and never three times",
         {{"mode", "flap"}},
         5,
         "did not become healthy within 3 s"},
        {"misses a key",
         {{"require", "ATTR_ENCRYPTED_KEY"}},
         5,
         "ATTR_ENCRYPTED_KEY is missing from the environment"},
    };
    int version = 2;
    for (const auto& sick : cases) {
        CAPTURE(sick.name);
        auto behaviour = sick.behaviour;
        behaviour["version"] = std::to_string(version++);
        world.repository().commit(behaviour);

        const auto run = world.run_cli({"deploy"});

        expect_said(run, sick.code, sick.says);
        expect_said(run, sick.code, world.service() + "-new"); // what still serves
        expect_untouched(world, before);
    }
}

TEST_CASE("a candidate that answers as another version is refused") {
    if (skipped())
        return;
    World world;
    world.start_by_hand();
    const Before before{world};
    world.config["health"] = {{"deadline", "5s"}, {"version_pointer", "/data/version"}};
    world.repository().commit({{"version", "2"}, {"mode", "wrong_version"}});

    const auto run = world.run_cli({"deploy"});

    expect_said(run, 5, "version 'another' answers instead of");
    expect_untouched(world, before);
}

TEST_CASE(
    "a candidate that boots within the deadline lives, one that boots after it never serves") {
    if (skipped())
        return;
    World world;
    const auto first = world.start_by_hand();
    constexpr const char* boot_ms = "2000";

    world.config["health"] = {{"deadline", "30s"}};
    world.repository().commit({{"version", "2"}, {"boot_ms", boot_ms}});
    expect_done(world.run_cli({"deploy"}));
    expect_live(world, "2", first);

    const Before before{world};
    world.config["health"] = {{"deadline", "1s"}};
    world.repository().commit({{"version", "3"}, {"boot_ms", boot_ms}});
    const auto late = world.run_cli({"deploy"});

    expect_said(late, 5, "did not become healthy within 1 s");
    expect_untouched(world, before); // gone before it could answer
}

TEST_CASE("an incumbent that somebody renames meanwhile is stopped and kept all the same") {
    if (skipped())
        return;
    World world;
    const auto incumbent = world.start_by_hand();
    world.repository().commit({{"version", "2"}, {"boot_ms", "500"}});
    auto program = world.start_cli({"deploy"});
    await_said(program, "] gating");
    docker({"rename", incumbent, world.service() + "-renamed"});

    expect_done(finished(program));

    expect_live(world, "2", incumbent);
    expect_done(world.run_cli({"rollback"}));
    CHECK(world.routed()->id == incumbent);
}

TEST_CASE("an incumbent that somebody removes meanwhile is no reason to turn back") {
    if (skipped())
        return;
    World world;
    world.start_by_hand();
    int version = 1;
    for (const auto* state : {"] gating", "] watching"}) {
        CAPTURE(state);
        const auto name = std::to_string(++version);
        const auto incumbent = world.routed()->id;
        world.repository().commit({{"version", name}, {"boot_ms", "500"}});
        auto program = world.start_cli({"deploy"});
        await_said(program, state);
        docker({"rm", "--force", "--volumes", incumbent});

        const auto run = finished(program);

        CHECK_MESSAGE(run.exit_code == 0, run.err);
        expect_live(world, name, incumbent);
        CHECK(world.containers().size() == 1);
        CHECK(world.run_cli({"recover"}).out == "nothing to recover\n");
    }
}

TEST_CASE("a build that fails shows its last lines and changes nothing") {
    if (skipped())
        return;
    World world;
    world.start_by_hand();
    const Before before{world};
    world.repository().commit_file("Dockerfile", "FROM scratch\nCOPY no-such-file /\n");

    const auto run = world.run_cli({"deploy"});

    expect_said(run, 4, "no-such-file");
    expect_untouched(world, before);
}
