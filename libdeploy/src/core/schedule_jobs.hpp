// SPDX-License-Identifier: MIT
#pragma once
#include "core/cron_time.hpp"
#include <deploy/config.hpp>
#include <deploy/schedule.hpp>
#include <string>
#include <vector>

namespace deploy {

/// A job of the configuration, ready to be written in either form.
struct Job {
    std::string name;
    std::string when;
    CronTime time;
    std::vector<std::string> words; ///< The program first.
    std::filesystem::path log;      ///< Where a crontab's job writes.
    bool waits_for_nobody = false;  ///< A few minutes later is as good.
    bool until_it_works = false;    ///< Tried again where it fails, as after a boot.
    std::string after{};            ///< The job that goes first where both are due at once.
};

/// The names of all jobs that there can be.
[[nodiscard]] std::vector<std::string> job_names();

/// The jobs that the configuration has a time for, in the order of `job_names`. `invalid_input`
/// names the key of a time that is none, or what cannot stand in a command line.
Result<std::vector<Job>> jobs_of(const Config& config, const ScheduleRequest& request);

/// The lines of a crontab's block: for each job its name as a comment, and its line.
[[nodiscard]] std::vector<std::string> crontab_lines(const std::vector<Job>& jobs);
/// What a job runs, as a shell has it.
[[nodiscard]] std::string crontab_command(const Job& job);
/// The one line of a job.
[[nodiscard]] std::string crontab_line(const Job& job);

} // namespace deploy
