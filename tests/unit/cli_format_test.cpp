// SPDX-License-Identifier: MIT
#include "console/format.hpp"
#include "console/sheet.hpp"
#include "console/terminal.hpp"

#include <doctest/doctest.h>
#include <sstream>

using namespace deploy::cli;
using namespace std::chrono_literals;

TEST_CASE("a duration has the unit that a person would use") {
    CHECK(format_duration(0ms) == "0ms");
    CHECK(format_duration(999ms) == "999ms");
    CHECK(format_duration(1000ms) == "1.0s");
    CHECK(format_duration(3249ms) == "3.2s");
    CHECK(format_duration(59'949ms) == "59.9s");
    CHECK(format_duration(59'950ms) == "1m 00s");
    CHECK(format_duration(123'000ms) == "2m 03s");
    CHECK(format_duration(3'720'000ms) == "1h 02m");
    CHECK(format_elapsed(300ms) == "0.3s");
}

TEST_CASE("counts and sizes are told for people") {
    CHECK(format_count(0) == "0");
    CHECK(format_count(999) == "999");
    CHECK(format_count(1000) == "1,000");
    CHECK(format_count(1'234'567) == "1,234,567");
    CHECK(format_bytes(0) == "0 KiB");
    CHECK(format_bytes(1) == "1 KiB");
    CHECK(format_bytes(312LL << 20) == "312 MiB");
    CHECK(format_bytes(19LL << 27) == "2.4 GiB");
}

TEST_CASE("a line is cut by what it takes on the screen") {
    CHECK(display_width("\u65e5\u672c") == 4);
    CHECK(display_width("e\u0301") == 1);
    CHECK(cut("\u65e5\u672c\u8a9e", 5) == "\u65e5\u672c");
    CHECK(cut("a\tb\nc", 10) == "a b c");
    CHECK(cut("abc", 0).empty());
    CHECK(pad("\u65e5", 4) == "\u65e5  ");
    CHECK(indent("a\nb\n", 2) == "a\n  b");
}

TEST_CASE("colours follow the option, NO_COLOR, FORCE_COLOR and the terminal, in this order") {
    CHECK(judge_terminal({.is_terminal = true}).colour);
    CHECK_FALSE(judge_terminal({.is_terminal = false}).colour);
    CHECK_FALSE(judge_terminal({.is_terminal = true, .term = "dumb"}).colour);
    CHECK_FALSE(judge_terminal({.is_terminal = true, .term = "dumb"}).interactive);
    CHECK(judge_terminal({.force_color = "1"}).colour);
    CHECK_FALSE(judge_terminal({.force_color = "1"}).interactive);
    CHECK_FALSE(judge_terminal({.no_color = "1", .force_color = "1"}).colour);
    CHECK_FALSE(judge_terminal({.colour_wanted = false, .force_color = "1"}).colour);
    CHECK_FALSE(judge_terminal({.is_terminal = true, .force_color = "0"}).colour);
}

TEST_CASE("words are broken where the terminal ends") {
    std::ostringstream out;
    const Terminal terminal{.columns = 40};

    Sheet{out, terminal}.words("env added", {"ALPHA_KEY", "BETA_KEY", "GAMMA_KEY"});

    CHECK(out.str() == "env added    ALPHA_KEY, BETA_KEY,\n             GAMMA_KEY\n");
}
