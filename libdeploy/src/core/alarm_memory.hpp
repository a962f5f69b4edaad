// SPDX-License-Identifier: MIT
#pragma once
#include <deploy/alarm.hpp>
#include <deploy/result.hpp>
#include <map>
#include <string>
#include <string_view>

namespace deploy {

/// What `monitor` knows from the pass before.
struct AlarmMemory {
    Alarms alarms{};
    std::map<std::string, int> restarts{}; ///< Of each container by id.
};

/// The text of its file, and what such a text means; `corrupt` where it is not one.
[[nodiscard]] std::string to_text(const AlarmMemory& memory);
Result<AlarmMemory> parse_alarm_memory(std::string_view text);

} // namespace deploy
