// SPDX-License-Identifier: MIT
#include "service_on_host.hpp"

#include "helpers/result_text.hpp"

#include <boost/json/parse.hpp>
#include <deploy/event_reader.hpp>
#include <deploy/lock.hpp>
#include <deploy/run_log.hpp>
#include <doctest/doctest.h>
#include <fstream>

using namespace deploy;
using namespace deploy::test;

namespace {

const std::string id = "20261124-201500-3f9a";

std::string event(int number, const std::string& kind = "note") {
    return R"({"seq":)" + std::to_string(number) + R"(,"at":"","event":")" + kind +
           R"(","text":"x","exit_code":5})";
}

struct Logged : ServiceOnHost {
    std::vector<std::string> told;

    Result<> follow(std::uint64_t from = 1, std::stop_token stop = {}) {
        return follow_run(
            config, process.ports(), id, from,
            [&](std::string_view line) { told.emplace_back(line); }, std::move(stop));
    }
    RunLog create() { return std::move(RunLog::create(config, id).value()); }
};

} // namespace

TEST_CASE("a run is told from any event on, to its end") {
    Logged on;
    auto log = on.create();
    for (int number = 1; number < 4; ++number)
        log.append(event(number));
    log.append(event(4, "end"));

    CHECK(on.follow());
    CHECK(on.told == std::vector{event(1), event(2), event(3), event(4, "end")});
    on.told.clear();
    CHECK(on.follow(3));
    CHECK(on.told == std::vector{event(3), event(4, "end")});
    on.told.clear();
    CHECK(on.follow(9)); // who comes late learns how it ended
    CHECK(on.told == std::vector{event(4, "end")});
}

TEST_CASE("an event that is only half written is told once it is whole") {
    Logged on;
    auto log = on.create();
    log.append(event(1));
    const auto last = event(2, "end");
    std::ofstream{run_file(on.config, id), std::ios::app} << last.substr(0, 10);
    bool told_half = false;
    std::stop_source stop;
    on.host.faults.check = [] {};
    // The fake clock turns without waiting: the second look finds the rest.
    struct Finish final : Clock {
        std::function<void()> at_sleep;
        std::chrono::steady_clock::time_point now() override { return {}; }
        std::chrono::system_clock::time_point wall() override { return {}; }
        void sleep_for(std::chrono::milliseconds, std::stop_token) override { at_sleep(); }
    } clock;
    clock.at_sleep = [&] {
        told_half = on.told.size() > 1;
        std::ofstream{run_file(on.config, id), std::ios::app} << last.substr(10) << '\n';
    };
    auto ports = on.process.ports();

    const auto followed = follow_run(
        on.config,
        {ports.source, ports.builder, ports.engine, ports.proxy, ports.prober, clock, ports.journal,
         ports.exec, ports.certificates, ports.machine},
        id, 1, [&](std::string_view line) { on.told.emplace_back(line); }, stop.get_token());

    CHECK(followed);
    CHECK_FALSE(told_half);
    CHECK(on.told == std::vector{event(1), last});
}

TEST_CASE("there is one run of an id") {
    Logged on;
    {
        auto log = on.create();
        CHECK(RunLog::create(on.config, id).error().is(Errc::conflict)); // it goes on
        log.append(event(1));
    }
    CHECK(RunLog::create(on.config, id).error().is(Errc::conflict)); // it is over
    CHECK(RunLog::create(on.config, "../x").error().is(Errc::invalid_input));
    CHECK(RunLog::create(on.config, "").error().is(Errc::invalid_input));
}

TEST_CASE("only the owner reads the events, and who follows sees whether the run lives") {
    Logged on;
    {
        auto log = on.create();
        const auto mode = std::filesystem::status(run_file(on.config, id)).permissions();
        CHECK((mode & std::filesystem::perms::mask) ==
              (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
        CHECK(HostLock::held_by(run_file(on.config, id)).value());
    }
    CHECK_FALSE(HostLock::held_by(run_file(on.config, id)).value());
}

TEST_CASE("a run that is not known is told so") {
    Logged on;
    CHECK(on.follow().error().is(Errc::not_found));
    CHECK(follow_run(on.config, on.process.ports(), "../../etc/passwd", 1, [](auto) {}, {})
              .error()
              .is(Errc::invalid_input));
}

TEST_CASE("who follows can leave, and the run goes on") {
    Logged on;
    auto log = on.create();
    std::stop_source stop;
    stop.request_stop();

    const auto left = on.follow(1, stop.get_token());

    CHECK(left.error().is(Errc::cancelled));
    CHECK(HostLock::held_by(run_file(on.config, id)).value());
}

TEST_CASE("of a run that was killed, the journal tells the end") {
    Logged on;
    on.create().append(event(1));
    Record last{.at = "2026-11-24T20:15:09.000Z", .state = State::gating, .release = {.id = id}};

    CHECK(on.follow().error().is(Errc::unknown_outcome)); // nothing begun
    on.host.records.push_back(last);
    const auto under_way = on.follow();
    CHECK(under_way.error().is(Errc::unknown_outcome));
    CHECK(under_way.error().fix == "psyfit-deploy recover");
    last.state = State::reverted;
    last.cause = "it was interrupted";
    on.host.records.push_back(last);
    on.told.clear();
    REQUIRE(on.follow());

    Observer nobody;
    EventReader reader{nobody};
    REQUIRE(on.told.size() == 2);
    CHECK(reader.feed(on.told[0]));
    CHECK(reader.feed(on.told[1]));
    REQUIRE(reader.end());
    CHECK(reader.last() == 2);
    CHECK(reader.end()->outcome->state == State::reverted);
    CHECK(reader.end()->outcome->error->message == "it was interrupted");
}

TEST_CASE("the hundred newest runs are kept, and those that go on") {
    Logged on;
    const auto name = [](int number) {
        return "20261124-20150" + std::to_string(number / 100) + "-" +
               std::to_string(1000 + number % 100);
    };
    std::optional<RunLog> oldest;
    for (int number = 0; number < 103; ++number) {
        auto log = std::move(RunLog::create(on.config, name(number)).value());
        log.append(event(1));
        if (number == 0)
            oldest = std::move(log);
    }

    CHECK(exists(run_file(on.config, name(0))));
    CHECK_FALSE(exists(run_file(on.config, name(1))));
    CHECK(exists(run_file(on.config, name(3))));
}
