// SPDX-License-Identifier: MIT
#include <deploy/alarm.hpp>

#include <algorithm>

namespace deploy {
namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;

/// The wall clock may have been put back meanwhile.
seconds between(sys_seconds from, sys_seconds to) { return std::max(to - from, seconds{0}); }

Alarm failed(Alarm alarm, const Finding& finding, const AlarmRules& rules, sys_seconds now) {
    if (alarm.state == Alarm::State::well)
        alarm = {.since = now};
    alarm.detail = finding.detail;
    alarm.failures = std::min(alarm.failures + 1, 1'000'000);
    const bool was_down =
        alarm.state == Alarm::State::down || alarm.state == Alarm::State::recovered;
    const int wanted = finding.at_once ? 1 : rules.failures;
    alarm.state = was_down || alarm.failures >= wanted ? Alarm::State::down : Alarm::State::failing;
    return alarm;
}

Alarm passed(Alarm alarm, sys_seconds now) {
    switch (alarm.state) {
    case Alarm::State::well:
    case Alarm::State::failing: return {};
    case Alarm::State::down:
        alarm.state = Alarm::State::recovered;
        alarm.ended = now;
        return alarm;
    case Alarm::State::recovered: return alarm;
    }
    return {};
}

} // namespace

std::string_view to_string(Alarm::State state) {
    switch (state) {
    case Alarm::State::well: return "ok";
    case Alarm::State::failing: return "failing";
    case Alarm::State::down: return "down";
    case Alarm::State::recovered: return "up";
    }
    return "ok";
}

Alarm advance(Alarm alarm, const Finding& finding, const AlarmRules& rules, sys_seconds now) {
    return finding.well ? passed(std::move(alarm), now)
                        : failed(std::move(alarm), finding, rules, now);
}

std::optional<Notification> due(const std::string& check, const Alarm& alarm,
                                const AlarmRules& rules, sys_seconds now) {
    using Kind = Notification::Kind;
    Notification out{.check = check, .detail = alarm.detail, .outage = between(alarm.since, now)};
    if (alarm.state == Alarm::State::recovered) {
        out.kind = Kind::up;
        out.outage = between(alarm.since, alarm.ended);
        return out;
    }
    if (alarm.state != Alarm::State::down)
        return std::nullopt;
    if (!alarm.told)
        return out;
    // Told in the future: the clock was wrong then.
    if (now - *alarm.told < rules.repeat && *alarm.told <= now)
        return std::nullopt;
    out.kind = Kind::still_down;
    return out;
}

Alarm after_telling(Alarm alarm, sys_seconds now) {
    if (alarm.state == Alarm::State::recovered)
        return {};
    alarm.told = now;
    return alarm;
}

} // namespace deploy
