// SPDX-License-Identifier: MIT
// The time of day is put forward or back by an hour in the middle of a deployment.
#include "e2e/await.hpp"
#include "e2e/expect.hpp"
#include "e2e/load.hpp"
#include "helpers/told_time.hpp"

#include <boost/json/parse.hpp>

using namespace deploy::test;
using namespace std::chrono_literals;

namespace {

ProgramOptions with_jumping_clock(const std::filesystem::path& file, int seconds) {
    ProgramOptions options;
    options.environment = {{"LD_PRELOAD", DEPLOY_TEST_FAST_CLOCK},
                           {"DEPLOY_TEST_CLOCK_JUMP", std::to_string(seconds)},
                           {"DEPLOY_TEST_CLOCK_JUMP_FILE", file.string()}};
    return options;
}

struct Told {
    double took = 0;                                  ///< Seconds.
    std::chrono::system_clock::time_point ended_at{}; ///< By the clock that was put.
};

/// What the history tells of the last deployment.
Told told(World& world) {
    const auto history = boost::json::parse(world.run_cli({"history", "--json"}).out);
    const auto& last = history.at_pointer("/deployments/0");
    return {.took = last.at_pointer("/receipt/total_ms").to_number<double>() / 1000,
            .ended_at = parse_time(std::string{last.at("ended_at").as_string()})};
}

} // namespace

TEST_CASE("a clock that is put by an hour, forth or back, ends no wait sooner or later") {
    if (Load::skipped())
        return;
    constexpr int hour = 3600;
    World world;
    world.config["watch"] = {{"window", "1s"}};
    auto incumbent = world.start_by_hand();
    Load load{{.port = world.port(), .host = world.host(), .rate = 90}};
    int version = 1;
    for (const auto jump : {hour, -hour}) {
        CAPTURE(jump);
        const auto name = std::to_string(++version);
        world.repository().commit({{"version", name}, {"boot_ms", "500"}});
        const auto file = world.root() / ("jump-" + name);
        auto program = world.start_cli({"deploy"}, with_jumping_clock(file, jump));
        await_said(program, "] gating");
        write_file(file, "");

        const auto run = finished(program);

        CHECK_MESSAGE(run.exit_code == 0, run.err);
        expect_live(world, name, incumbent);
        const auto last = told(world);
        CHECK(last.took > 0);
        CHECK_MESSAGE(last.took < hour / 2, "what is told of its time is not by the time of day");
        const auto off = last.ended_at - std::chrono::system_clock::now();
        CHECK_MESSAGE((jump > 0 ? off > 30min : off < -30min), "its clock was put");
        CHECK(world.run_cli({"recover"}).out == "nothing to recover\n");
        incumbent = world.routed()->id;
    }
    const auto report = load.stop();
    CHECK_MESSAGE(report.lost() == 0, report.text());
}
