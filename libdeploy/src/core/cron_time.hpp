// SPDX-License-Identifier: MIT
#pragma once
#include <bitset>
#include <deploy/result.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace deploy {

/// When a line of a crontab is due, by cron's rules.
struct CronTime {
    std::bitset<60> minutes;
    std::bitset<24> hours;
    std::bitset<32> days;    ///< Of the month, from 1.
    std::bitset<13> months;  ///< From 1.
    std::bitset<7> weekdays; ///< From Sunday.
    bool any_day = false;    ///< The field begins with `*`, and so does not widen the other one.
    bool any_weekday = false;

    /// Where days and weekdays are both given, either of them is enough.
    [[nodiscard]] bool on(unsigned month, unsigned day, unsigned weekday) const;
};

/// Understands five fields of numbers, lists, ranges and steps. `invalid_input` where cron would
/// not take it, or where it never comes (30 February).
Result<CronTime> parse_cron_time(std::string_view text);

/// The same as values of `OnCalendar=` of a systemd timer, which is due at any of them.
[[nodiscard]] std::vector<std::string> calendar_events(const CronTime& time,
                                                       std::string_view timezone);

} // namespace deploy
