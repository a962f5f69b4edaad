// SPDX-License-Identifier: MIT
#include "support/wall_time.hpp"

#include <boost/json/array.hpp>
#include <deploy/json.hpp>
#include <deploy/monitor.hpp>

namespace deploy {
namespace json = boost::json;
namespace {

json::object to_object(const MonitoredCheck& check) {
    const auto& alarm = check.alarm;
    json::object out{{"check", check.finding.check},
                     {"well", check.finding.well},
                     {"detail", check.finding.detail},
                     {"state", to_string(alarm.state)},
                     {"failures", alarm.failures}};
    if (alarm.state != Alarm::State::well)
        out["since"] = rfc3339(alarm.since);
    if (alarm.told)
        out["told_at"] = rfc3339(*alarm.told);
    return out;
}

json::object to_object(const Notification& what) {
    return {{"kind", to_string(what.kind)},
            {"check", what.check},
            {"detail", what.detail},
            {"outage_s", what.outage.count()}};
}

template <class T>
json::array to_array(const std::vector<T>& all) {
    json::array out;
    for (const auto& each : all)
        out.push_back(to_object(each));
    return out;
}

} // namespace

json::object to_json(const Told& told) {
    json::object out{{"way", told.way}, {"taken", !told.failure}};
    if (told.failure)
        out["error"] = to_json(*told.failure);
    return out;
}

json::object to_json(const MonitorReport& report) {
    json::array told;
    for (const auto& each : report.told)
        told.push_back(to_json(each));
    return {{"service", report.service},   {"all_well", report.all_well()},
            {"skipped", report.skipped},   {"checks", to_array(report.checks)},
            {"due", to_array(report.due)}, {"told", std::move(told)}};
}

} // namespace deploy
