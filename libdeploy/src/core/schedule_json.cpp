// SPDX-License-Identifier: MIT
#include <deploy/json.hpp>
#include <deploy/schedule.hpp>

#include <boost/json/value_from.hpp>

namespace deploy {

std::string_view to_string(ScheduleForm form) {
    switch (form) {
    case ScheduleForm::systemd: return "systemd";
    case ScheduleForm::crontab: return "crontab";
    }
    return "systemd";
}

std::string_view to_string(JobState state) {
    switch (state) {
    case JobState::installed: return "installed";
    case JobState::missing: return "missing";
    case JobState::different: return "different";
    case JobState::inactive: return "inactive";
    }
    return "missing";
}

boost::json::object to_json(const Schedule& schedule) {
    boost::json::array jobs;
    for (const auto& job : schedule.jobs)
        jobs.push_back(boost::json::object{{"name", job.name},
                                           {"when", job.when},
                                           {"command", job.command},
                                           {"state", to_string(job.state)}});
    boost::json::array changes;
    for (const auto& change : schedule.changes)
        changes.push_back(boost::json::object{{"place", change.place},
                                              {"lines", boost::json::value_from(change.lines)}});
    boost::json::object out{{"form", to_string(schedule.form)},
                            {"complete", schedule.complete()},
                            {"jobs", std::move(jobs)},
                            {"surplus", boost::json::value_from(schedule.surplus)},
                            {"as_wanted", schedule.as_wanted},
                            {"changes", std::move(changes)},
                            {"warnings", boost::json::value_from(schedule.warnings)}};
    if (schedule.obstacle)
        out["obstacle"] = to_json(*schedule.obstacle);
    return out;
}

} // namespace deploy
