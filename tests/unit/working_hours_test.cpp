// SPDX-License-Identifier: MIT
#include "core/working_hours.hpp"

#include "helpers/result_text.hpp"

#include <doctest/doctest.h>

using namespace deploy;
using namespace std::chrono_literals;

namespace {

/// Whether workers that are on from 8 to 20 o'clock, by these lines, are on at that time.
bool on_at(const char* time, const char* on = "0 8 * * *", const char* off = "0 20 * * *") {
    return on_duty(*parse_cron_time(on), *parse_cron_time(off), *clock_minute_from(time));
}

} // namespace

TEST_CASE("between on and off the workers should run, at night not") {
    CHECK_FALSE(on_at("2026 11 25 07 59"));
    CHECK(on_at("2026 11 25 08 00"));
    CHECK(on_at("2026 11 25 19 59"));
    CHECK_FALSE(on_at("2026 11 25 20 00"));
    CHECK_FALSE(on_at("2026 11 26 00 00"));
}

TEST_CASE("over a weekend off, and over a night on, the last switch counts") {
    CHECK_FALSE(on_at("2026 11 29 12 00", "0 8 * * 1-5")); // a Sunday
    CHECK(on_at("2026 11 30 12 00", "0 8 * * 1-5"));
    CHECK(on_at("2026 11 26 03 00", "0 22 * * *", "0 6 * * *"));
    CHECK_FALSE(on_at("2026 11 26 12 00", "0 22 * * *", "0 6 * * *"));
}

TEST_CASE("how long ago it was due") {
    const auto now = *clock_minute_from("2026 11 25 08 10");
    CHECK(since_due(*parse_cron_time("0 8 * * *"), now) == 10min);
    CHECK(since_due(*parse_cron_time("10 8 * * *"), now) == 0min);
    CHECK(since_due(*parse_cron_time("11 8 * * *"), now) == 24h - 1min);
    CHECK(since_due(*parse_cron_time("10 8 24 * *"), now) == 24h);
}

TEST_CASE("only what date prints is a time") {
    for (const auto* text : {"", "date: invalid", "2026 13 01 00 00", "2026 11 31 00 00",
                             "2026 11 25 24 00", "2026 11 25 10 60", "2026 11 25 10"})
        CHECK_MESSAGE(!clock_minute_from(text), text);
}
