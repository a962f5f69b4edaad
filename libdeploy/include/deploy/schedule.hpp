// SPDX-License-Identifier: MIT
#pragma once
#include <boost/json/object.hpp>
#include <cstdint>
#include <deploy/config.hpp>
#include <deploy/result.hpp>
#include <deploy/scheduler.hpp>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace deploy {

enum class ScheduleForm : std::uint8_t { systemd, crontab };
[[nodiscard]] std::string_view to_string(ScheduleForm form);

/// What is to be: the jobs of the configuration, or none.
enum class ScheduleGoal : std::uint8_t { installed, removed };

struct ScheduleRequest {
    /// Nothing: the one that is installed, else systemd where it runs the host, else crontab.
    std::optional<ScheduleForm> form{};
    /// The program that the jobs run, absolute; empty: the one that runs now.
    std::filesystem::path program{};
    /// In front of each job's own words, such as `--config FILE`.
    std::vector<std::string> options{};
};

enum class JobState : std::uint8_t {
    installed,
    missing,
    different, ///< Installed otherwise than the configuration wants it.
    inactive,  ///< Its files are right, and its timer does not run.
};
[[nodiscard]] std::string_view to_string(JobState state);

/// A job that the configuration has.
struct ScheduledJob {
    std::string name;    ///< `monitor`, `backup`, `drill`, `workers-on`, `workers-off`, `cleanup`.
    std::string when;    ///< As cron has it.
    std::string command; ///< As a shell has it.
    JobState state = JobState::missing;
};

/// What changes in one place: lines that come (`+`) and go (`-`). Lines of others are never in it.
struct ScheduleChange {
    std::string place; ///< A file, or `the crontab of root`.
    std::vector<std::string> lines;
};

/// The schedule as it is, and what would make it as it is to be.
struct Schedule {
    ScheduleForm form = ScheduleForm::systemd;
    std::vector<ScheduledJob> jobs{};
    std::vector<std::string> surplus{}; ///< Ours, and not of the configuration.
    std::vector<ScheduleChange> changes{};
    bool as_wanted = false;              ///< Nothing is to be changed.
    std::vector<std::string> warnings{}; ///< What a person should know.
    std::optional<Error> obstacle{};     ///< Why it cannot be changed.

    /// Every job of the configuration is installed as it is there, and runs.
    [[nodiscard]] bool complete() const;
};

/// Looks, and changes nothing. `invalid_input` where the configuration has a time that cron would
/// not take; `corrupt` where our part of the crontab is damaged.
Result<Schedule> look_at_schedule(const Config& config, SchedulePorts ports,
                                  const ScheduleRequest& request,
                                  ScheduleGoal goal = ScheduleGoal::installed);

/// Makes it so, and tells how it was before and what was changed. Lines and units of others stay,
/// byte for byte. Again is success and changes nothing. An obstacle is its error.
Result<Schedule> change_schedule(const Config& config, SchedulePorts ports,
                                 const ScheduleRequest& request, ScheduleGoal goal);

[[nodiscard]] boost::json::object to_json(const Schedule& schedule);

} // namespace deploy
