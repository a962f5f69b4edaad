// SPDX-License-Identifier: MIT
// What the monitor remembers from pass to pass: what is read writes and reads the same, and any
// memory can be gone on from.
#include "core/alarm_memory.hpp"
#include "fuzz/input.hpp"
#include "fuzz/targets.hpp"
#include "helpers/result_text.hpp"

#include <doctest/doctest.h>

namespace deploy::fuzz {

void alarm_memory(std::string_view bytes) {
    const auto read = parse_alarm_memory(bytes);
    if (!read) {
        CHECK(read.error().is(Errc::corrupt));
        return;
    }
    const auto text = to_text(*read);
    const auto again = parse_alarm_memory(text);
    REQUIRE_MESSAGE(again, text);
    CHECK(again->alarms == read->alarms);
    CHECK(to_text(*again) == text);

    constexpr std::chrono::sys_seconds now{std::chrono::seconds{1'800'000'000}};
    for (const auto& [check, alarm] : read->alarms) {
        const auto next = advance(alarm, {.check = check, .well = false}, {}, now);
        CHECK(next.failures >= 1);
        if (due(check, next, {}, now))
            (void)after_telling(next, now);
    }
}

} // namespace deploy::fuzz
