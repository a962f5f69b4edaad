// SPDX-License-Identifier: MIT
#include "core/crontab_block.hpp"
#include "core/line_diff.hpp"
#include "operations/schedule_plan.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace deploy {
namespace {

/// The jobs of a block by name; a line that belongs to none has an empty name.
std::map<std::string, std::string> jobs_in(const std::vector<std::string>& lines) {
    std::map<std::string, std::string> out;
    std::string name;
    for (const auto& line : lines) {
        if (line.starts_with("# ")) {
            name = line.substr(2);
            out[name]; // a name without its line is an entry, too
        } else
            out[std::exchange(name, {})] = line;
    }
    return out;
}

JobState state_of(const Job& job, const std::map<std::string, std::string>& installed) {
    const auto found = installed.find(job.name);
    if (found == installed.end())
        return JobState::missing;
    return found->second == crontab_line(job) ? JobState::installed : JobState::different;
}

void compare(Schedule& out, const std::vector<Job>& jobs, const std::vector<std::string>& lines) {
    const auto installed = jobs_in(lines);
    for (const auto& job : jobs)
        out.jobs.push_back(describe(job, state_of(job, installed)));
    for (const auto& [name, line] : installed)
        if (std::ranges::find(jobs, name, &Job::name) == jobs.end())
            out.surplus.push_back(name.empty() ? "a line without a name" : name);
}

/// Debian's cron goes by the host's hours and has no `CRON_TZ`.
std::optional<Error> clock_obstacle(const Config& config, Crontab& crontab) {
    const auto& timezone = config.schedule.timezone;
    const auto keeps = crontab.keeps(timezone);
    if (!keeps)
        return keeps.error();
    if (*keeps)
        return std::nullopt;
    return Error{Errc::precondition,
                 "this host's timezone is not " + timezone +
                     ", and cron goes by the host's: every job would run at another hour",
                 "timedatectl set-timezone " + timezone + " && systemctl restart cron"};
}

/// The shell that cron calls runs nothing where it cannot open the log.
std::optional<Error> log_obstacle(const Config& config) {
    std::error_code unreadable;
    const auto& folder = config.schedule.logs;
    if (std::filesystem::is_directory(folder, unreadable))
        return std::nullopt;
    return Error{Errc::precondition,
                 "the folder " + folder.string() +
                     " of `schedule.logs` is not there, so that no job would run",
                 "mkdir -p " + folder.string()};
}

} // namespace

ScheduledJob describe(const Job& job, JobState state) {
    return {.name = job.name, .when = job.when, .command = crontab_command(job), .state = state};
}

Result<bool> has_crontab_jobs(const Config& config, SchedulePorts ports) {
    const auto text = ports.crontab.read();
    if (!text)
        return text.error().is(Errc::not_found) ? Result<bool>{false} : text.error();
    const auto block = find_block(*text, config.service);
    if (!block)
        return block.error();
    return block->has_value();
}

Result<SchedulePlan> plan_crontab(const ScheduleTask& task) {
    auto& crontab = task.ports.crontab;
    const auto& service = task.config.service;
    const auto text = crontab.read();
    if (!text)
        return text.error();
    const auto block = find_block(*text, service);
    if (!block)
        return block.error();
    const bool install = task.goal == ScheduleGoal::installed;
    auto wanted = install ? with_block(*text, service, crontab_lines(task.jobs))
                          : without_block(*text, service);
    if (!wanted)
        return wanted.error();
    SchedulePlan out{.schedule = {.form = ScheduleForm::crontab}};
    auto& schedule = out.schedule;
    compare(schedule, task.jobs, *block ? (*block)->lines : std::vector<std::string>{});
    schedule.as_wanted = *wanted == *text;
    if (!schedule.as_wanted)
        schedule.changes.push_back({.place = "the crontab of " + crontab.owner(),
                                    .lines = line_diff(text_lines(*text), text_lines(*wanted))});
    if (install)
        schedule.obstacle = clock_obstacle(task.config, crontab);
    if (install && !schedule.obstacle)
        schedule.obstacle = log_obstacle(task.config);
    out.crontab = std::move(*wanted);
    return out;
}

} // namespace deploy
