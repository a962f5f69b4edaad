// SPDX-License-Identifier: MIT
// A proxy that has forgotten its routes, and what was live gone: the command that mends it.
#include "e2e/await.hpp"
#include "e2e/expect.hpp"

#include <csignal>

using namespace deploy::test;

namespace {

/// The proxy starts again from an empty state file.
void make_forget(World& world) {
    const auto empty = world.root() / "empty.state";
    write_file(empty, "");
    docker({"stop", world.proxy_name()});
    docker({"cp", empty.string(),
            world.proxy_name() + ":/home/kamal-proxy/.config/kamal-proxy/kamal-proxy.state"});
    docker({"start", world.proxy_name()});
    world.await_proxy();
    REQUIRE(world.target().empty());
}

/// Version 1 as somebody else started it, and version 2 in its place.
struct Two {
    Two() {
        first = world.start_like_kamal();
        world.repository().commit({{"version", "2"}});
        expect_done(world.run_cli({"deploy"}));
    }
    void remove_live() { docker({"rm", "--force", "--volumes", world.routed()->id}); }

    World world;
    std::string first;
};

} // namespace

TEST_CASE("a route that the proxy forgot is given back with every option, once") {
    if (skipped())
        return;
    Two two;
    const auto options = two.world.route_options();
    const auto target = two.world.target();
    make_forget(two.world);

    const auto planned = two.world.run_cli({"plan"});
    const auto recovered = two.world.run_cli({"recover"});
    const auto again = two.world.run_cli({"recover"});

    expect_said(planned, 3, "has lost the route");
    CHECK_MESSAGE(recovered.exit_code == 0, recovered.err);
    CHECK(recovered.out.find("the proxy has its route again") != std::string::npos);
    CHECK(two.world.target() == target);
    CHECK(two.world.route_options() == options);
    CHECK(two.world.version() == "2");
    CHECK(again.out == "nothing to recover\n");
}

TEST_CASE("a deployment that was killed and a route that was forgotten are mended at once") {
    if (skipped())
        return;
    Two two;
    const auto target = two.world.target();
    two.world.config["health"] = {{"deadline", "60s"}};
    two.world.repository().commit({{"version", "3"}, {"mode", "deaf"}});
    auto program = two.world.start_cli({"deploy"});
    await_said(program, "] gating");
    program.send_signal(SIGKILL);
    program.wait(longest_wait);
    make_forget(two.world);

    const auto recovered = two.world.run_cli({"recover"});
    const auto again = two.world.run_cli({"recover"});

    CHECK_MESSAGE(recovered.exit_code == 0, recovered.err);
    CHECK(two.world.target() == target);
    CHECK(two.world.version() == "2");
    CHECK(two.world.containers().size() == 2);
    CHECK(again.out == "nothing to recover\n");
}

TEST_CASE("a deployment gives a forgotten route back before it begins") {
    if (skipped())
        return;
    Two two;
    const auto options = two.world.route_options();
    make_forget(two.world);
    two.world.repository().commit({{"version", "3"}});

    const auto run = two.world.run_cli({"deploy"});

    CHECK_MESSAGE(run.exit_code == 0, run.err);
    CHECK(two.world.version() == "3");
    CHECK(two.world.route_options() == options);
}

TEST_CASE(
    "a forgotten route whose container is gone leads to an earlier version, or to a new one") {
    if (skipped())
        return;
    Two two;
    two.remove_live();
    make_forget(two.world);

    const auto recovered = two.world.run_cli({"recover"});
    const auto deployed = two.world.run_cli({"deploy"});
    const auto back = two.world.run_cli({"rollback"});
    const auto version_back = two.world.version();
    docker({"rm", "--force", "--volumes", two.first});
    make_forget(two.world);
    const auto nothing = two.world.run_cli({"rollback"});
    const auto anew = two.world.deploy_first();

    for (const auto& refused : {recovered, deployed}) {
        expect_said(refused, 3, "which was live, is gone");
        CHECK(part_of(refused, "fix:").find(" rollback, to an earlier version") !=
              std::string::npos);
    }
    CHECK_MESSAGE(back.exit_code == 0, back.err);
    CHECK(version_back == "1");
    expect_said(nothing, 2, "nothing to roll back to");
    CHECK_MESSAGE(anew.exit_code == 0, anew.err);
    CHECK(two.world.version() == "2");
}

TEST_CASE(
    "a routed container that was removed is replaced by an earlier version, or by a new one") {
    if (skipped())
        return;
    Two two;
    two.remove_live();

    const auto deployed = two.world.run_cli({"deploy"});
    const auto back = two.world.run_cli({"rollback"});
    const auto version_back = two.world.version();
    docker({"rm", "--force", "--volumes", two.first});
    const auto nothing = two.world.run_cli({"rollback"});
    const auto anew = two.world.deploy_first();

    expect_said(deployed, 3, "no container of this host");
    CHECK_MESSAGE(back.exit_code == 0, back.err);
    CHECK(version_back == "1");
    expect_said(nothing, 2, "nothing to roll back to");
    CHECK(part_of(nothing, "fix:").find("--first --env-file FILE") != std::string::npos);
    CHECK_MESSAGE(anew.exit_code == 0, anew.err);
    CHECK(two.world.version() == "2");
}
