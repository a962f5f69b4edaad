// SPDX-License-Identifier: MIT
#include "console/plain_progress.hpp"
#include "console/terminal_progress.hpp"

#include <boost/json/value.hpp>
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
    plain.on_cancelling();

    CHECK(screen.out.str() == "[   0.0s] deployment 20261124-201500-3f9a of web\n"
                              "[   0.0s] building\n"
                              "  | Step 1\\x1b[31m\n"
                              "[   2.0s] a fact\n"
                              "[   2.0s] warning: beware\n"
                              "[   2.0s] gating failed after 3.0s\n"
                              "[   2.0s] cancelling: undoing what was done\n");
}

TEST_CASE("a warning that tells what to type calls the program as it was called") {
    constexpr auto text = "old keeps running until psyfit-deploy recover stops it";
    constexpr auto told = "until psyfit-deploy --service web recover stops it";
    Screen screen;
    PlainProgress plain{screen.out, screen.safe, screen.now()};
    TerminalProgress live{screen.out, screen.safe, settings(screen)};

    for (Progress* progress : {static_cast<Progress*>(&plain), static_cast<Progress*>(&live)}) {
        progress->call_as("psyfit-deploy --service web");
        progress->on_warning(text);
        CHECK(screen.take().find(told) != std::string::npos);
    }
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
