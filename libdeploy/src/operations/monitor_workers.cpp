// SPDX-License-Identifier: MIT
#include "core/working_hours.hpp"
#include "operations/monitor_checks.hpp"

#include <deploy/workers.hpp>

namespace deploy {
namespace {

Finding workers_finding(bool well, std::string detail) {
    return {.check = "workers", .well = well, .detail = std::move(detail)};
}

/// In a process of its own: the C library knows one timezone a process, for all of its threads.
Result<ClockMinute> clock_of(const std::string& timezone, Machine& machine) {
    const auto said =
        machine.run({"env", "TZ=" + timezone, "date", "+%Y %m %d %H %M"}, std::chrono::seconds{5});
    if (!said)
        return said.error();
    const auto now = clock_minute_from(said->output);
    if (!now)
        return Error{Errc::io, "`date` does not tell the time in " + timezone};
    return *now;
}

/// Whether the schedule wants them to run now.
Result<bool> wanted(const Config::Schedule& schedule, Machine& machine) {
    const auto on = parse_cron_time(schedule.workers_on);
    const auto off = parse_cron_time(schedule.workers_off);
    if (!on || !off)
        return on ? off.error() : on.error();
    const auto now = clock_of(schedule.timezone, machine);
    if (!now)
        return now.error();
    return on_duty(*on, *off, *now);
}

Finding judge_queues(const Workers& found) {
    std::string paused;
    for (const auto& queue : found.queues)
        if (queue.paused.value_or(true))
            paused += (paused.empty() ? "" : ", ") + queue.name;
    if (!paused.empty())
        return workers_finding(false, "paused though they should run now: " + paused);
    return workers_finding(true, found.queues.empty()
                                     ? "no queues found"
                                     : std::to_string(found.queues.size()) + " queues run");
}

} // namespace

std::optional<Finding> look_at_workers(const Config& config, Ports ports, Machine& machine,
                                       std::stop_token stop) {
    const auto& schedule = config.schedule;
    if (schedule.workers_on.empty() || schedule.workers_off.empty())
        return std::nullopt;
    const auto now = wanted(schedule, machine);
    if (!now)
        return workers_finding(false, now.error().message);
    if (!*now)
        return workers_finding(true, "they need not run now");
    const auto found = workers(config, ports, {}, std::move(stop));
    return found ? judge_queues(*found) : workers_finding(false, found.error().message);
}

} // namespace deploy
