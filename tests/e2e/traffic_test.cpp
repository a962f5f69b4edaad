// SPDX-License-Identifier: MIT
// Every class of traffic through deployments: nothing lost, nothing doubled. The long suite does it
// three hundred times, with millions of requests.
#include "e2e/all_traffic.hpp"
#include "e2e/expect.hpp"
#include "e2e/traffic_totals.hpp"
#include "helpers/told_time.hpp"

#include <array>
#include <boost/json/parse.hpp>
#include <cstdlib>
#include <future>
#include <sstream>
#include <thread>

using namespace deploy::test;
namespace json = boost::json;

namespace {

int number_from(const char* variable, int otherwise) {
    const char* text = std::getenv(variable);
    return text == nullptr ? otherwise : std::atoi(text);
}

void expect_nothing_lost(const AllTraffic::Report& report) {
    INFO(report.text());
    CHECK(report.lost() == 0);
    CHECK(report.load.stale() == 0);
    CHECK(report.chat.failed_tries == 0);
    CHECK(report.not_in_ledger == 0);
    CHECK(report.twice == 0);
}

/// From the beginning of the switch to a second after the incumbent was stopped.
Window exposed(const Finished& run) {
    Window out;
    const Window all;
    std::istringstream lines{run.out};
    for (std::string line; std::getline(lines, line);) {
        const auto event = json::parse(line).as_object();
        const auto at = parse_time(std::string{event.at("at").as_string()});
        if (event.at("event") == "state" && event.at("state") == "switching")
            out.from = at;
        if (event.at("event") == "end")
            out.to = at + std::chrono::seconds{1};
    }
    REQUIRE_MESSAGE((out.from != all.from && out.to != all.to), "the run tells its window");
    return out;
}

/// A deployment of that image under traffic that goes on until the window is over.
AllTraffic::Report deploy_under_traffic(World& world, const std::string& image, int number) {
    AllTraffic traffic{world, number_from("DEPLOY_TRAFFIC_RATE", 3000),
                       "run-" + std::to_string(number)};
    const auto run = world.run_cli({"deploy", "--image", image, "--json"});
    REQUIRE_MESSAGE(run.exit_code == 0, run.out);
    const auto window = exposed(run);
    std::this_thread::sleep_until(window.to);
    return traffic.stop(window);
}

/// The image of a new version, which is live afterwards.
std::string put_live(World& world, const std::string& version) {
    world.repository().commit({{"version", version}});
    expect_done(world.run_cli({"deploy"}));
    return world.service() + ":" + world.routed()->revision.substr(0, 12);
}

/// Removes what stopped, but for the incumbent of the last deployment.
void clear_away(const World& world) {
    const auto containers = world.containers();
    for (std::size_t i = 2; i < containers.size(); ++i)
        docker({"rm", "--volumes", containers[i].id});
}

} // namespace

TEST_CASE("a deployment loses and doubles nothing of any class of traffic") {
    if (Load::skipped())
        return;
    World world;
    const auto incumbent = world.start_by_hand(AllTraffic::ledger_options(world));
    world.repository().commit({{"version", "2"}});

    AllTraffic traffic{world, 600, "once"};
    const auto run = world.run_cli({"deploy"});
    const auto report = traffic.stop();

    REQUIRE_MESSAGE(run.exit_code == 0, run.err);
    expect_live(world, "2", incumbent);
    expect_nothing_lost(report);
    CHECK_MESSAGE(report.chat.cuts > 0, "the proxy cuts WebSockets at the switch");
    CHECK(report.chat.last_heard.starts_with("2 "));
    CHECK(report.calls.uploads.sent > 0);
    MESSAGE(report.text());
}

TEST_CASE("a request that runs longer than the drain time is cut by the proxy, and no other") {
    if (Load::skipped())
        return;
    World world;
    world.config["proxy"].as_object()["drain_timeout"] = "1s";
    const auto incumbent = world.start_by_hand();
    world.proxy({"deploy", world.service(), "--target=" + world.target(), "--host=" + world.host(),
                 "--target-timeout=300s"}); // the proxy's own limit does not cut it
    world.repository().commit({{"version", "2"}});
    Load load{{.address = world.proxy_address(), .port = 80, .host = world.host(), .rate = 90}};
    auto slow = std::async(std::launch::async, [&] { return world.get("/slow?ms=240000"); });

    const auto run = world.run_cli({"deploy"});

    const auto report = load.stop();
    CHECK_MESSAGE(run.exit_code == 0, run.err);
    CHECK(slow.get().status == 504);
    CHECK_MESSAGE(report.lost() == 0, report.text());
    expect_live(world, "2", incumbent);
}

TEST_CASE("a stream of events is kept for the drain time, and comes back at the first try") {
    if (Load::skipped())
        return;
    World world;
    world.config["proxy"].as_object()["drain_timeout"] = "1s";
    const auto incumbent = world.start_by_hand();
    world.repository().commit({{"version", "2"}});
    ReturningClient listener{event_stream(world.proxy_address(), world.host())};

    const auto run = world.run_cli({"deploy"});

    const auto report = listener.stop();
    CHECK_MESSAGE(run.exit_code == 0, run.err);
    CHECK(report.cuts == 1);
    CHECK(report.failed_tries == 0);
    CHECK(report.last_heard == "2 lives");
    expect_live(world, "2", incumbent);
}

TEST_CASE("what is lost and what comes twice shows") {
    if (Load::skipped())
        return;
    World world;
    world.start_by_hand(AllTraffic::ledger_options(world));
    // A proxy without the route answers at once, one with a dead target after half a minute.
    world.proxy({"remove", world.service()});
    AllTraffic traffic{world, 600, "control"};
    write_file(world.root() / "ledger/ids", "control-post-0\ncontrol-post-0\n");
    const auto report = traffic.stop();

    CHECK(report.load.lost() > 0);
    CHECK(report.calls.uploads.lost > 0);
    CHECK(report.calls.slow_answers.lost > 0);
    CHECK(report.chat.failed_tries > 0);
    CHECK(report.twice == 1);
}

TEST_SUITE("long") {
    // Rate and number: DEPLOY_TRAFFIC_RATE, DEPLOY_TRAFFIC_DEPLOYMENTS.
    TEST_CASE("hundreds of deployments lose and double nothing" * doctest::skip()) {
        if (Load::skipped())
            return;
        World world;
        world.config["watch"] = {{"window", "6s"}};
        world.start_by_hand(AllTraffic::ledger_options(world));
        const std::array images{put_live(world, "2"), put_live(world, "3")};
        const auto deployments = number_from("DEPLOY_TRAFFIC_DEPLOYMENTS", 300);
        TrafficTotals totals;
        for (int number = 0; number < deployments; ++number) {
            const auto report =
                deploy_under_traffic(world, images[static_cast<std::size_t>(number % 2)], number);
            expect_nothing_lost(report);
            CHECK(report.load.sent_within() > 0);
            CHECK(report.calls.uploads.sent > 0);
            CHECK(report.calls.slow_answers.sent > 0);
            CHECK(report.chat.cuts > 0);
            totals.add(report);
            if ((number + 1) % 20 == 0)
                MESSAGE(totals.line());
            clear_away(world);
        }
        totals.publish();
    }
}
