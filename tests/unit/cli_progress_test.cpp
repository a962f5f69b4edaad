// SPDX-License-Identifier: MIT
#include "console/json_progress.hpp"
#include "console/plain_progress.hpp"
#include "console/terminal_progress.hpp"

#include <boost/json/parse.hpp>
#include <doctest/doctest.h>
#include <sstream>

using namespace deploy;
using namespace deploy::cli;
using namespace std::chrono_literals;

namespace {

const Release release{.id = "20261124-201500-3f9a", .service = "web"};

struct Screen {
    std::ostringstream out{};
    std::chrono::steady_clock::time_point time{};
    SafeText safe{};

    Now now() {
        return [this] { return time; };
    }
    std::string take() { return std::exchange(out, std::ostringstream{}).str(); }
};

std::vector<boost::json::value> lines(const std::string& text) {
    std::vector<boost::json::value> all;
    std::istringstream in{text};
    for (std::string line; std::getline(in, line);)
        all.push_back(boost::json::parse(line));
    return all;
}

TerminalProgress::Settings settings(Screen& screen, bool all_output = false) {
    return {[] { return Terminal{.interactive = true, .unicode = false, .columns = 40}; },
            screen.now(), all_output};
}

} // namespace

TEST_CASE("plain progress is one line a state and note, with the time since the start") {
    Screen screen;
    PlainProgress plain{screen.out, screen.safe, screen.now()};

    plain.on_begin(release);
    plain.on_state(release, State::building);
    screen.time += 2s;
    plain.on_output("Step 1\x1b[31m");
    plain.on_note("a fact");
    plain.on_warning("beware");
    plain.on_transition(release, {State::building, Event::succeeded, State::capturing, 2s});
    plain.on_transition(release, {State::gating, Event::failed, State::reverting, 3s});
    plain.cancelling();

    CHECK(screen.out.str() == "[   0.0s] deployment 20261124-201500-3f9a of web\n"
                              "[   0.0s] building\n"
                              "  | Step 1\\x1b[31m\n"
                              "[   2.0s] a fact\n"
                              "[   2.0s] warning: beware\n"
                              "[   2.0s] gating failed after 3.0s\n"
                              "[   2.0s] cancelling: undoing what was done\n");
}

TEST_CASE("a deployment is under way from its begin to its end") {
    Screen screen;
    PlainProgress plain{screen.out, screen.safe, screen.now()};

    CHECK_FALSE(plain.under_way());
    plain.on_begin(release);
    CHECK(plain.under_way());
    plain.on_end(release, State::live, {});
    CHECK_FALSE(plain.under_way());
}

TEST_CASE("events are numbered JSON lines with the time, and end is the last") {
    Screen screen;
    JsonProgress json{screen.out, screen.safe,
                      [] { return std::chrono::system_clock::time_point{1'700'000'000'042ms}; }};

    json.on_begin(release);
    json.on_state(release, State::gating);
    json.on_transition(release, {State::gating, Event::failed, State::reverting, 1500ms});
    json.on_output("raw \x1b");
    json.end({{"exit_code", 5}});

    const auto events = lines(screen.out.str());
    REQUIRE(events.size() == 5);
    for (std::size_t i = 0; i < events.size(); ++i)
        CHECK(events[i].at("seq").to_number<std::size_t>() == i + 1);
    CHECK(events[0].at("event") == "begin");
    CHECK(events[0].at("at") == "2023-11-14T22:13:20.042Z");
    CHECK(events[0].at("release").at("id") == release.id.c_str());
    CHECK(events[1].at("state") == "gating");
    CHECK(events[2].at("took_ms") == 1500);
    CHECK(events[3].at("line") == "raw \\x1b");
    CHECK(events[4].at("event") == "end");
    CHECK(events[4].at("exit_code") == 5);
}

TEST_CASE("what the configuration sets is never shown") {
    Config config;
    config.environment.set = {{"TOKEN", "s3cret-value"}};
    config.environment.master_key_variable.clear();
    const SafeText safe{config};

    CHECK(safe("a s3cret-value b") == "a *** b");
    CHECK(safe(Error{Errc::internal, "s3cret-value"}).message == "***");
    CHECK(safe.json(boost::json::value{{"list", {"s3cret-value", 1}}}) ==
          boost::json::value{{"list", {"***", 1}}});
}

TEST_CASE("on a terminal the live line follows the clock and the last output, cut to the width") {
    Screen screen;
    TerminalProgress live{screen.out, screen.safe, settings(screen)};

    live.on_state(release, State::building);
    screen.take();
    live.on_output("Step 4/9 : RUN something very long");
    CHECK(screen.take().empty()); // drawn by the timer
    screen.time += 1200ms;
    live.redraw();

    CHECK(screen.take() == "\r\x1b[2K* building     1.2s  Step 4/9 : RUN s");
}

TEST_CASE("on a terminal a state that ended stays as a line") {
    Screen screen;
    TerminalProgress live{screen.out, screen.safe, settings(screen)};

    live.on_state(release, State::building);
    screen.take();
    live.on_transition(release, {State::building, Event::succeeded, State::capturing, 3200ms});
    CHECK(screen.take() == "\r\x1b[2K+ building     3.2s\n");
    live.redraw();
    CHECK(screen.take().empty());
    live.on_transition(release, {State::gating, Event::failed, State::reverting, 90ms});
    CHECK(screen.take() == "\r\x1b[2Kx gating       90ms\n");
}

TEST_CASE("on a terminal all output stays where more was asked for") {
    Screen screen;
    TerminalProgress live{screen.out, screen.safe, settings(screen, true)};

    live.on_output("Step 1");

    CHECK(screen.take() == "\r\x1b[2K  | Step 1\n");
}

TEST_CASE("after finish nothing is drawn over") {
    Screen screen;
    TerminalProgress live{screen.out, screen.safe, settings(screen)};

    live.on_state(release, State::watching);
    live.finish();
    screen.take();
    live.redraw();

    CHECK(screen.take().empty());
}
