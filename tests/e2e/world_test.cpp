// SPDX-License-Identifier: MIT
// The ground that the end-to-end tests stand on: if it is blind, they prove nothing.
#include "e2e/fixture.hpp"
#include "e2e/load.hpp"
#include <doctest/doctest.h>
#include <thread>

using namespace deploy::test;

TEST_CASE("a world serves what was started by hand and goes without a trace") {
    if (skipped())
        return;
    std::string service;
    {
        World world;
        service = world.service();
        const auto incumbent = world.start_by_hand();

        CHECK(world.version() == "1");
        REQUIRE(world.routed());
        CHECK(world.routed()->id == incumbent);
        CHECK(world.get("/env").body.find("GREETING=hello") != std::string::npos);
        CHECK(world.containers().size() == 1);
    }
    CHECK(docker({"ps", "-q", "--filter", "name=" + service}) ==
          docker({"ps", "-q", "--filter", "name=" + service + "-proxy"}));
    CHECK(docker({"image", "ls", "-q", service}).empty());
    Place::leave();
    CHECK(docker({"ps", "-aq", "--filter", "name=" + service}).empty());
    CHECK(docker({"network", "ls", "-q", "--filter", "name=" + service}).empty());
    CHECK(docker({"image", "ls", "-q", service}).empty());
}

TEST_CASE("a world serves what was started as Kamal does, by short id") {
    if (skipped())
        return;
    World world;
    world.repository().commit({{"version", "2"}});

    const auto incumbent = world.start_like_kamal();

    CHECK(world.version() == "2");
    CHECK(world.target() == incumbent.substr(0, 12) + ":3000");
    CHECK_MESSAGE(
        docker({"exec", world.proxy_name(), "kamal-proxy", "list"}).find(world.target()) !=
            std::string::npos,
        "the proxy itself says the same as its state file");
    REQUIRE(world.routed());
    CHECK(world.routed()->id == incumbent);
}

TEST_CASE("the load sees the requests that a stopped incumbent loses") {
    if (Load::skipped())
        return;
    World world;
    const auto incumbent = world.start_by_hand();

    Load steady{{.port = world.port(), .host = world.host()}};
    const auto before = steady.stop();
    Load disturbed{{.port = world.port(), .host = world.host()}};
    docker({"restart", incumbent});
    const auto during = disturbed.stop();

    CHECK(before.sent() > 0);
    CHECK_MESSAGE(before.lost() == 0, before.text());
    for (const auto& counts : during.kinds)
        CHECK_MESSAGE(counts.lost > 0, counts.kind);
}

TEST_CASE("the load sees that a service freezes for longer than anybody waits") {
    if (Load::skipped())
        return;
    World world;
    const auto incumbent = world.start_by_hand();
    Load load{{.port = world.port(), .host = world.host(), .rate = 90}};
    docker({"pause", incumbent});
    std::this_thread::sleep_for(LoadOptions::patience); // the cause of the losses, nothing waits
    const auto report = load.stop();
    docker({"unpause", incumbent});

    for (const auto& counts : report.kinds)
        CHECK_MESSAGE(counts.lost > 0, counts.kind);
}

TEST_CASE("the load sees answers of a version after those of a later one") {
    if (Load::skipped())
        return;
    World world;
    const auto first = world.start_by_hand();
    const auto first_target = world.target();
    Load load{{.port = world.port(), .host = world.host()}};
    world.repository().commit({{"version", "2"}});
    world.start_like_kamal();
    CHECK(world.version() == "2");
    Load forth{{.port = world.port(), .host = world.host(), .rate = 90}};
    const auto after_one_move = forth.stop();
    world.proxy({"deploy", world.service(), "--target=" + first_target, "--host=" + world.host()});
    CHECK(world.version() == "1");
    Load back{{.port = world.port(), .host = world.host(), .rate = 90}};
    static_cast<void>(back.stop());
    const auto report = load.stop();

    CHECK_MESSAGE(after_one_move.stale() == 0, after_one_move.text());
    for (const auto& counts : report.kinds)
        CHECK_MESSAGE((counts.stale > 0 || counts.kind == "POST"), counts.kind);
}
