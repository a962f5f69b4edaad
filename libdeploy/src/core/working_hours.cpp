// SPDX-License-Identifier: MIT
#include "core/working_hours.hpp"

#include <cstdio>
#include <string>

namespace deploy {
namespace {

using std::chrono::days;
using std::chrono::minutes;

/// The last minute of that day, up to `latest`, at which it is due.
std::optional<minutes> last_minute(const CronTime& time, minutes latest) {
    for (auto at = latest; at >= minutes{0}; --at)
        if (time.hours[static_cast<std::size_t>(at.count() / 60)] &&
            time.minutes[static_cast<std::size_t>(at.count() % 60)])
            return at;
    return std::nullopt;
}

bool is_on(const CronTime& time, std::chrono::sys_days day) {
    const std::chrono::year_month_day date{day};
    return time.on(static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                   std::chrono::weekday{day}.c_encoding());
}

} // namespace

std::optional<ClockMinute> clock_minute_from(std::string_view text) {
    int year = 0;
    unsigned month = 0;
    unsigned day = 0;
    int hour = 0;
    int minute = 0;
    const std::string line{text};
    if (std::sscanf(line.c_str(), "%d %u %u %d %d", &year, &month, &day, &hour, &minute) != 5)
        return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{month},
                                           std::chrono::day{day}};
    if (!date.ok() || hour < 0 || hour > 23 || minute < 0 || minute > 59)
        return std::nullopt;
    return ClockMinute{date, std::chrono::hours{hour} + minutes{minute}};
}

std::optional<minutes> since_due(const CronTime& time, const ClockMinute& now) {
    constexpr days furthest{366};
    const std::chrono::sys_days today{now.day};
    for (days back{0}; back <= furthest; ++back) {
        if (!is_on(time, today - back))
            continue;
        const auto latest = back == days{0} ? now.time : minutes{24 * 60 - 1};
        if (const auto at = last_minute(time, latest))
            return now.time + back - *at;
    }
    return std::nullopt;
}

bool on_duty(const CronTime& on, const CronTime& off, const ClockMinute& now) {
    const auto since_on = since_due(on, now);
    const auto since_off = since_due(off, now);
    return since_on && (!since_off || *since_on < *since_off);
}

} // namespace deploy
