// SPDX-License-Identifier: MIT
#include <deploy/alarm.hpp>

#include <algorithm>

namespace deploy {
namespace {

std::string line_of(const Notification& what) {
    const auto outage = outage_text(what.outage);
    switch (what.kind) {
    case Notification::Kind::down:
    case Notification::Kind::still_down:
        return std::string{to_string(what.kind)} + "  " + what.check + " (for " + outage +
               "): " + what.detail;
    case Notification::Kind::up:
        return "UP  " + what.check + ", after " + outage + "; what was wrong: " + what.detail;
    }
    return {};
}

std::string names_of(const std::vector<Notification>& all, bool up) {
    std::string out;
    for (const auto& each : all)
        if ((each.kind == Notification::Kind::up) == up)
            out += (out.empty() ? "" : ", ") + each.check;
    return out;
}

} // namespace

std::string_view to_string(Notification::Kind kind) {
    switch (kind) {
    case Notification::Kind::down: return "DOWN";
    case Notification::Kind::still_down: return "STILL DOWN";
    case Notification::Kind::up: return "UP";
    }
    return "DOWN";
}

AlarmMessage alarm_message(std::string_view who, const std::vector<Notification>& notifications) {
    const auto down = names_of(notifications, false);
    const auto up = names_of(notifications, true);
    std::string what = down.empty() ? "" : "DOWN " + down;
    if (!up.empty())
        what += (what.empty() ? "UP " : "; UP ") + up;
    AlarmMessage out{.subject = std::string{who} + ": " + what};
    for (const auto& each : notifications)
        if (each.kind != Notification::Kind::up)
            out.lines.push_back(line_of(each));
    for (const auto& each : notifications)
        if (each.kind == Notification::Kind::up)
            out.lines.push_back(line_of(each));
    return out;
}

AlarmMessage test_message(std::string_view who) {
    return {.subject = std::string{who} + ": test of the alarm",
            .lines = {"This is how an alarm arrives. Nothing is wrong."}};
}

std::string outage_text(std::chrono::seconds length) {
    const auto total = std::max<long long>(length.count(), 0);
    const auto days = total / 86'400;
    const auto hours = total / 3600 % 24;
    const auto minutes = total / 60 % 60;
    if (days > 0)
        return std::to_string(days) + " d " + std::to_string(hours) + " h";
    if (hours > 0)
        return std::to_string(hours) + " h " + std::to_string(minutes) + " min";
    return minutes > 0 ? std::to_string(minutes) + " min" : std::to_string(total) + " s";
}

} // namespace deploy
