// SPDX-License-Identifier: MIT
// What has to happen by itself: backups, the monitor, the workers' hours.
#include "operations/doctor/checks.hpp"

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

} // namespace deploy
