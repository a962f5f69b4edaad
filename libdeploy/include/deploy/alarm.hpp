// SPDX-License-Identifier: MIT
#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace deploy {

/// What one look at one thing found.
struct Finding {
    std::string check; ///< `health`, `disk`, … the same in every pass.
    bool well = true;
    std::string detail{}; ///< What was seen, in one line; came from outside in part.
    bool at_once = false; ///< It is seen in one pass only, so that the first failure is an alarm.
};

/// When an alarm is raised, and how often it is told.
struct AlarmRules {
    int failures = 3; ///< In a row, before it is raised.
    std::chrono::seconds repeat{21600};
};

/// What is remembered of one check from pass to pass.
struct Alarm {
    enum class State : std::uint8_t {
        well,
        failing,   ///< Not often enough for an alarm yet.
        down,      ///< An alarm.
        recovered, ///< Well again, and nobody has been told of that yet.
    };

    State state = State::well;
    int failures = 0;                                  ///< In a row.
    std::chrono::sys_seconds since{};                  ///< The first of them.
    std::chrono::sys_seconds ended{};                  ///< Of `recovered`.
    std::optional<std::chrono::sys_seconds> told = {}; ///< When somebody was told that it is down.
    std::string detail{};                              ///< Of the last failure.

    friend bool operator==(const Alarm&, const Alarm&) = default;
};
[[nodiscard]] std::string_view to_string(Alarm::State state);

/// What is remembered of all checks, by name; one that is well is not in it.
using Alarms = std::map<std::string, Alarm>;

/// The check after one more finding. One that fails again before its recovery was told is still
/// the same outage.
[[nodiscard]] Alarm advance(Alarm alarm, const Finding& finding, const AlarmRules& rules,
                            std::chrono::sys_seconds now);

/// What has to be told of a check.
struct Notification {
    enum class Kind : std::uint8_t { down, still_down, up };

    Kind kind = Kind::down;
    std::string check{};
    std::string detail{};
    std::chrono::seconds outage{0}; ///< From the first failure to now, or to the recovery.
};
[[nodiscard]] std::string_view to_string(Notification::Kind kind);

/// What is due to be told of it now, if anything.
[[nodiscard]] std::optional<Notification> due(const std::string& check, const Alarm& alarm,
                                              const AlarmRules& rules,
                                              std::chrono::sys_seconds now);
/// The check after somebody was told what was due.
[[nodiscard]] Alarm after_telling(Alarm alarm, std::chrono::sys_seconds now);

/// A message for people, of one pass.
struct AlarmMessage {
    std::string subject;
    std::vector<std::string> lines{};
};
/// Outages first, then what is up again. `who` is the service on its host.
[[nodiscard]] AlarmMessage alarm_message(std::string_view who,
                                         const std::vector<Notification>& notifications);
/// The one of `monitor --test-alarm`.
[[nodiscard]] AlarmMessage test_message(std::string_view who);

/// `2 d 4 h`, `35 min`, `50 s`
[[nodiscard]] std::string outage_text(std::chrono::seconds length);

} // namespace deploy
