// SPDX-License-Identifier: MIT
// What has to happen by itself: backups, the monitor, the workers' hours; and whether anybody hears
// of what the monitor finds.
#include "operations/doctor/checks.hpp"

#include <deploy/alarm_way.hpp>

namespace deploy {
namespace {

/// The names of the jobs that are in that state; empty where there is none.
std::string jobs_that_are(JobState state, const Schedule& schedule) {
    std::string out;
    for (const auto& job : schedule.jobs)
        if (job.state == state)
            out += (out.empty() ? "" : ", ") + job.name;
    return out;
}

/// What is wrong with the jobs, in words; empty where nothing is.
std::string fault_of(const Schedule& schedule) {
    std::string out;
    for (const auto state : {JobState::missing, JobState::different, JobState::inactive})
        if (const auto jobs = jobs_that_are(state, schedule); !jobs.empty())
            out += (out.empty() ? "" : "; ") + std::string{to_string(state)} + ": " + jobs;
    for (const auto& job : schedule.surplus)
        out += (out.empty() ? "" : "; ") + job + " is not of the configuration";
    return out;
}

} // namespace

Said check_schedule(const Surroundings& host) {
    const auto found = look_at_schedule(host.config, host.schedule, host.scheduled);
    if (!found)
        return warn(found.error().message, found.error().fix);
    if (const auto fault = fault_of(*found); !fault.empty())
        return warn("not everything happens by itself: " + fault,
                    found->obstacle ? found->obstacle->fix
                                    : "psyfit-deploy schedule install --yes");
    if (found->obstacle)
        return warn(found->obstacle->message, found->obstacle->fix);
    if (!found->warnings.empty())
        return warn(found->warnings.front(), "crontab -e");
    return ok(std::to_string(found->jobs.size()) + " jobs by " +
              std::string{to_string(found->form)});
}

/// Sends nothing: what a server says to a message shows in its test only.
Said check_alarms(const Surroundings& host) {
    const auto tried = [](const std::string& first) {
        return first + ", then psyfit-deploy monitor --test-alarm";
    };
    const auto ways = alarm_ways_for(host.config);
    if (!ways)
        return warn("nobody is told of an alarm: " + ways.error().message, tried(ways.error().fix));
    if (ways->empty())
        return warn("nobody is told of an alarm: there is neither `mail.to` nor a Slack webhook",
                    tried("set `mail.to` or `monitor.slack_webhook_file`"));
    std::string all;
    for (const auto& way : *ways) {
        if (const auto obstacle = way->obstacle())
            return warn(way->name() + " is told of no alarm: " + obstacle->message,
                        tried(obstacle->fix));
        all += (all.empty() ? "" : ", ") + way->name();
    }
    return ok(all);
}

} // namespace deploy
