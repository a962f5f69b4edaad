// SPDX-License-Identifier: MIT
#pragma once
#include "core/cron_time.hpp"

#include <chrono>
#include <deploy/result.hpp>
#include <optional>
#include <string_view>

namespace deploy {

/// A minute on the clock of some timezone.
struct ClockMinute {
    std::chrono::year_month_day day{};
    std::chrono::minutes time{0}; ///< Since midnight.
};
/// Reads what `date '+%Y %m %d %H %M'` prints.
[[nodiscard]] std::optional<ClockMinute> clock_minute_from(std::string_view text);

/// How long ago it was due for the last time, clock changes left aside; nothing where that is more
/// than a year.
[[nodiscard]] std::optional<std::chrono::minutes> since_due(const CronTime& time,
                                                            const ClockMinute& now);

/// Whether what is switched on and off at these times is on now.
[[nodiscard]] bool on_duty(const CronTime& on, const CronTime& off, const ClockMinute& now);

} // namespace deploy
