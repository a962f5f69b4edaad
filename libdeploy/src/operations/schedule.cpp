// SPDX-License-Identifier: MIT
#include <deploy/schedule.hpp>

#include "core/crontab_block.hpp"
#include "operations/schedule_plan.hpp"

#include <algorithm>

namespace deploy {
namespace {

ScheduleForm other(ScheduleForm form) {
    return form == ScheduleForm::systemd ? ScheduleForm::crontab : ScheduleForm::systemd;
}

Result<bool> has_jobs(ScheduleForm form, const Config& config, SchedulePorts ports) {
    return form == ScheduleForm::systemd ? has_unit_jobs(config, ports)
                                         : has_crontab_jobs(config, ports);
}

/// The form that is meant where none is named.
Result<ScheduleForm> choose(const Config& config, SchedulePorts ports) {
    for (const auto form : {ScheduleForm::crontab, ScheduleForm::systemd}) {
        const auto has = has_jobs(form, config, ports);
        if (!has)
            return has.error();
        if (*has)
            return form;
    }
    return ports.units.running() ? ScheduleForm::systemd : ScheduleForm::crontab;
}

/// Jobs that would be done twice: those of the other form, and lines with the guide's scripts.
Result<> look_for_doubles(Schedule& out, const Config& config, SchedulePorts ports) {
    const auto doubled = has_jobs(other(out.form), config, ports);
    if (!doubled)
        return doubled.error();
    const std::string_view name = to_string(other(out.form));
    if (*doubled && !out.obstacle)
        out.obstacle = Error{Errc::conflict,
                             "the jobs of " + config.service + " are in the other form already (" +
                                 std::string{name} + "), so each would run twice",
                             "psyfit-deploy schedule remove --" + std::string{name} + " --yes"};
    if (const auto crontab = ports.crontab.read())
        for (const auto& job : former_jobs(*crontab))
            out.warnings.push_back(job + " in the crontab of " + ports.crontab.owner() +
                                   ": take it out with `crontab -e`, or the job is done twice");
    return {};
}

Result<SchedulePlan> plan(const Config& config, SchedulePorts ports, ScheduleRequest request,
                          ScheduleGoal goal) {
    std::error_code unreadable;
    if (request.program.empty())
        request.program = std::filesystem::read_symlink("/proc/self/exe", unreadable);
    const auto jobs = jobs_of(config, request);
    if (!jobs)
        return jobs.error();
    const auto form = request.form ? Result<ScheduleForm>{*request.form} : choose(config, ports);
    if (!form)
        return form.error();
    const ScheduleTask task{config, ports, *jobs, goal};
    auto out = *form == ScheduleForm::systemd ? plan_units(task) : plan_crontab(task);
    if (out && goal == ScheduleGoal::installed)
        if (auto looked = look_for_doubles(out->schedule, config, ports); !looked)
            return looked.error();
    return out;
}

Result<> apply(const SchedulePlan& plan, SchedulePorts ports) {
    return plan.schedule.form == ScheduleForm::systemd ? ports.units.change(plan.units)
                                                       : ports.crontab.replace(plan.crontab);
}

} // namespace

bool Schedule::complete() const {
    return surplus.empty() && std::ranges::all_of(jobs, [](const ScheduledJob& job) {
               return job.state == JobState::installed;
           });
}

Result<Schedule> look_at_schedule(const Config& config, SchedulePorts ports,
                                  const ScheduleRequest& request, ScheduleGoal goal) {
    auto planned = plan(config, ports, request, goal);
    if (!planned)
        return planned.error();
    return std::move(planned->schedule);
}

Result<Schedule> change_schedule(const Config& config, SchedulePorts ports,
                                 const ScheduleRequest& request, ScheduleGoal goal) {
    auto planned = plan(config, ports, request, goal);
    if (!planned)
        return planned.error();
    auto& before = planned->schedule;
    if (before.obstacle)
        return *before.obstacle;
    if (before.as_wanted)
        return std::move(before);
    if (auto applied = apply(*planned, ports); !applied)
        return applied.error();
    auto same = request;
    same.form = before.form;
    const auto after = plan(config, ports, same, goal);
    if (!after)
        return after.error();
    if (!after->schedule.as_wanted)
        return Error{Errc::io, "the schedule was written and is not as it was written",
                     "psyfit-deploy schedule show"};
    return std::move(before);
}

} // namespace deploy
