// SPDX-License-Identifier: MIT
#pragma once
#include "core/schedule_jobs.hpp"
#include <deploy/schedule.hpp>

namespace deploy {

/// A schedule as it is and is to be, in one form, and what to write for that.
struct SchedulePlan {
    Schedule schedule;
    std::string crontab{}; ///< The whole text.
    UnitChange units{};
};

/// What is asked of either form.
struct ScheduleTask {
    const Config& config;
    SchedulePorts ports;
    const std::vector<Job>& jobs;
    ScheduleGoal goal;
};

Result<SchedulePlan> plan_crontab(const ScheduleTask& task);
Result<SchedulePlan> plan_units(const ScheduleTask& task);

/// Whether the service has jobs in that form.
Result<bool> has_crontab_jobs(const Config& config, SchedulePorts ports);
Result<bool> has_unit_jobs(const Config& config, SchedulePorts ports);

/// A job as it is told.
[[nodiscard]] ScheduledJob describe(const Job& job, JobState state);

} // namespace deploy
