// SPDX-License-Identifier: MIT
#include "core/alarm_memory.hpp"

#include "support/json_fields.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <limits>
#include <optional>

namespace deploy {
namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;

constexpr std::int64_t version = 1;

std::int64_t number(sys_seconds time) { return time.time_since_epoch().count(); }

boost::json::object written(const Alarm& alarm) {
    boost::json::object out{{"state", to_string(alarm.state)},
                            {"failures", alarm.failures},
                            {"since", number(alarm.since)},
                            {"detail", alarm.detail}};
    if (alarm.state == Alarm::State::recovered)
        out["ended"] = number(alarm.ended);
    if (alarm.told)
        out["told"] = number(*alarm.told);
    return out;
}

std::optional<Alarm::State> state_from(std::string_view text) {
    for (const auto state : {Alarm::State::failing, Alarm::State::down, Alarm::State::recovered})
        if (to_string(state) == text)
            return state;
    return std::nullopt;
}

/// Times from 1970 to 2100.
std::optional<sys_seconds> time_at(const boost::json::object& object, std::string_view key) {
    constexpr std::int64_t latest = 4'102'444'800;
    const auto value = fields::integer(object, key);
    if (value <= 0 || value > latest)
        return std::nullopt;
    return sys_seconds{seconds{value}};
}

std::optional<Alarm> alarm_from(const boost::json::object& object) {
    const auto state = state_from(fields::text(object, "state"));
    const auto since = time_at(object, "since");
    const auto failures = fields::integer(object, "failures");
    if (!state || !since || failures < 1 || failures > 1'000'000)
        return std::nullopt;
    Alarm out{.state = *state,
              .failures = static_cast<int>(failures),
              .since = *since,
              .told = time_at(object, "told"),
              .detail = fields::text(object, "detail")};
    if (out.state == Alarm::State::recovered)
        out.ended = time_at(object, "ended").value_or(out.since);
    return out;
}

Error corrupt() { return {Errc::corrupt, "it is not what `monitor` writes"}; }

} // namespace

std::string to_text(const AlarmMemory& memory) {
    boost::json::object alarms;
    for (const auto& [check, alarm] : memory.alarms)
        alarms[check] = written(alarm);
    boost::json::object restarts;
    for (const auto& [container, count] : memory.restarts)
        restarts[container] = count;
    return boost::json::serialize(boost::json::object{{"version", version},
                                                      {"alarms", std::move(alarms)},
                                                      {"restarts", std::move(restarts)}}) +
           "\n";
}

Result<AlarmMemory> parse_alarm_memory(std::string_view text) {
    boost::system::error_code failed;
    const auto value = boost::json::parse(text, failed);
    if (failed || !value.is_object() || fields::integer(value.get_object(), "version") != version)
        return corrupt();
    const auto& object = value.get_object();
    AlarmMemory out;
    for (const auto& [check, each] : fields::object_at(object, "alarms")) {
        const auto alarm = each.is_object() ? alarm_from(each.get_object()) : std::nullopt;
        if (!alarm)
            return corrupt();
        out.alarms[std::string{check}] = *alarm;
    }
    const auto& restarts = fields::object_at(object, "restarts");
    for (const auto& member : restarts)
        out.restarts[std::string{member.key()}] = static_cast<int>(std::clamp<std::int64_t>(
            fields::integer(restarts, member.key()), 0, std::numeric_limits<int>::max()));
    return out;
}

} // namespace deploy
