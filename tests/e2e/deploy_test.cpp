// SPDX-License-Identifier: MIT
// A new version goes live, on real parts and under load.
#include "e2e/expect.hpp"
#include "e2e/load.hpp"

using namespace deploy::test;

namespace {

// Past the engine's relay: requests that wait cost it several files each, and it ends for want of
// them where a loaded machine makes many wait.
LoadOptions load_on(const World& world) {
    return {.address = world.proxy_address(), .port = 80, .host = world.host()};
}

void expect_none_lost(const LoadReport& report) {
    CHECK(report.sent() > 500);
    CHECK_MESSAGE(report.lost() == 0, report.text());
}

/// The traffic has moved forward and never back.
void expect_no_way_back(const LoadReport& report) {
    CHECK_MESSAGE(report.stale() == 0, report.text());
    CHECK_MESSAGE(report.kinds.front().answers.size() > 1, "more than one version answered");
}

} // namespace

TEST_CASE("a first deployment takes its environment from a file and gets the route") {
    if (skipped())
        return;
    World world;

    const auto refused = world.run_cli({"deploy"});
    const auto first = world.deploy_first("GREETING='hello world'\n");
    const auto again = world.deploy_first();

    expect_said(refused, 3, "knows no service");
    CHECK_MESSAGE(first.exit_code == 0, first.err);
    CHECK(world.version() == "1");
    CHECK(world.get("/env").body.find("GREETING=hello world") != std::string::npos);
    CHECK(world.get("/env").body.find("RAILS_MASTER_KEY=" + world.repository().master_key()) !=
          std::string::npos);
    expect_said(again, 3, "no first deployment");
    CHECK(world.containers().size() == 1);
}

TEST_CASE("a first deployment of a sick version leaves no route and no container") {
    if (skipped())
        return;
    World world;
    world.repository().commit({{"version", "1"}, {"mode", "exit"}});

    const auto sick = world.deploy_first();

    expect_said(sick, 5, "last exit code 1");
    CHECK(world.target().empty());
    CHECK(world.containers().empty());
}

TEST_CASE("what was started by hand with an address as target is replaced without a lost request") {
    if (Load::skipped())
        return;
    World world;
    const auto incumbent = world.start_by_hand();
    world.repository().commit({{"version", "2"}});

    Load load{load_on(world)};
    const auto run = world.run_cli({"deploy"});
    const auto report = load.stop();

    CHECK_MESSAGE(run.exit_code == 0, run.err);
    expect_live(world, "2", incumbent);
    expect_none_lost(report);
    expect_no_way_back(report);
    const auto routed = world.routed();
    CHECK(world.target() == routed->id.substr(0, 12) + ":3000");
    CHECK_MESSAGE(
        docker({"image", "inspect", "--format", "{{.Id}}", world.service() + ":latest"}) ==
            docker({"inspect", "--format", "{{.Image}}", routed->id}),
        ":latest is what is live");
    CHECK_MESSAGE(run.out.find("rollback " + world.service() + "-new") != std::string::npos,
                  "the receipt tells the way back");
}

TEST_CASE("what Kamal started keeps every option of its route") {
    if (skipped())
        return;
    World world;
    const auto incumbent = world.start_like_kamal();
    const auto before = world.route_options();
    world.repository().commit({{"version", "2"}});

    const auto run = world.run_cli({"deploy"});

    CHECK_MESSAGE(run.exit_code == 0, run.err);
    expect_live(world, "2", incumbent);
    CHECK(world.route_options() == before);
}

TEST_CASE("ten deployments in a row lose no request") {
    if (Load::skipped())
        return;
    World world;
    world.config["watch"] = {{"window", "0s"}};
    world.start_by_hand();
    Load load{load_on(world)};

    for (int version = 2; version <= 11; ++version) {
        world.repository().commit({{"version", std::to_string(version)}});
        const auto run = world.run_cli({"deploy"});
        REQUIRE_MESSAGE(run.exit_code == 0, run.err);
        CHECK(world.version() == std::to_string(version));
    }

    const auto report = load.stop();
    expect_none_lost(report);
    expect_no_way_back(report);
    CHECK(world.containers().size() == 11);
    MESSAGE("ten deployments: ", report.text());
}

TEST_CASE("a candidate that fails the gate is removed and no request is lost") {
    if (Load::skipped())
        return;
    World world;
    world.config["health"] = {{"deadline", "2s"}, {"timeout", "1s"}};
    world.start_by_hand();
    const Before before{world};
    world.repository().commit({{"version", "2"}, {"mode", "unhealthy"}});

    Load load{load_on(world)};
    const auto run = world.run_cli({"deploy"});
    const auto report = load.stop();

    expect_said(run, 5, "it answers 503");
    expect_untouched(world, before);
    expect_none_lost(report);
}

TEST_CASE("a candidate that fails the proof after the switch is taken back") {
    if (Load::skipped())
        return;
    World world;
    world.start_by_hand();
    world.repository().commit({{"version", "2"}, {"sick_through_proxy", "1"}});
    const Before before{world};

    Load load{load_on(world)};
    const auto run = world.run_cli({"deploy"});
    const auto report = load.stop();

    expect_said(run, 6, "through the proxy");
    expect_untouched(world, before);
    expect_none_lost(report);
}

TEST_CASE("a candidate that dies while it is watched is taken back, and costs nothing after that") {
    if (Load::skipped())
        return;
    World world;
    world.config["watch"] = {{"window", "20s"}};
    world.start_by_hand();
    const Before before{world};
    world.repository().commit({{"version", "2"}, {"die_after_ms", "1500"}});
    auto options = load_on(world);
    options.rate = 90;
    Load load{options};

    const auto run = world.run_cli({"deploy"});

    expect_said(run, 6, "candidate");
    const Window back{.from = std::chrono::system_clock::now()};
    expect_untouched(world, before);
    for (int i = 0; i < 30; ++i) // so that some of the load falls into it
        CHECK(world.get("/home").status == 200);
    const auto report = load.stop(back);
    CHECK_MESSAGE(report.lost() > 0, "nobody answers from its death to the way back");
    CHECK(report.sent_within() > 0);
    CHECK_MESSAGE(report.lost_within() == 0, report.text());
}

TEST_CASE("an image that exists is deployed without a build, again and again") {
    if (skipped())
        return;
    World world;
    world.start_by_hand();
    world.repository().commit({{"version", "2"}});
    expect_done(world.run_cli({"deploy"}));

    const auto again = world.run_cli({"deploy"});
    const auto rebuilt = world.run_cli({"deploy", "--rebuild"});
    const auto image = docker({"inspect", "--format", "{{.Config.Image}}", world.routed()->id});
    const auto by_image = world.run_cli({"deploy", "--image", image});

    CHECK(again.err.find("nothing to build") != std::string::npos);
    for (const auto& run : {again, rebuilt, by_image})
        CHECK_MESSAGE(run.exit_code == 0, run.err);
    CHECK(world.version() == "2");
}

TEST_CASE("a release command runs before the candidate, and its failure stops the deployment") {
    if (skipped())
        return;
    World world;
    world.start_by_hand();
    world.config["release"] = {{"command", boost::json::array{"migrate"}}};
    world.repository().commit({{"version", "2"}});
    const auto migrated = world.run_cli({"deploy"});
    const Before before{world};
    world.repository().commit({{"version", "3"}, {"migrate_exit", "3"}});

    const auto failed = world.run_cli({"deploy"});

    CHECK_MESSAGE(migrated.exit_code == 0, migrated.err);
    expect_said(failed, 5, "the release command failed: it exited with code 3");
    CHECK(world.version() == "2");
    expect_untouched(world, before);
}
