// SPDX-License-Identifier: MIT
#include "monitor_text.hpp"

#include "format.hpp"

#include <algorithm>
#include <ostream>

namespace deploy::cli {
namespace {

constexpr std::size_t alarm_columns = 10;

Ink ink_of(const MonitoredCheck& check) {
    if (check.finding.well)
        return Ink::good;
    return check.alarm.state == Alarm::State::failing ? Ink::caution : Ink::bad;
}

std::string state_of(const MonitoredCheck& check) {
    const auto& alarm = check.alarm;
    const std::string state{check.finding.well ? "ok" : to_string(alarm.state)};
    return alarm.state == Alarm::State::failing ? state + " " + std::to_string(alarm.failures)
                                                : state;
}

std::string verdict(const MonitorReport& report) {
    if (!report.skipped.empty())
        return "not looked at: ";
    const auto wrong = std::ranges::count_if(
        report.checks, [](const MonitoredCheck& check) { return !check.finding.well; });
    return wrong == 0 ? "all " + std::to_string(report.checks.size()) + " checks are well"
                      : std::to_string(wrong) + " of " + std::to_string(report.checks.size()) +
                            " checks fail";
}

/// Room for the longest name: a check of a host has the host in it.
std::size_t check_columns(const MonitorReport& report) {
    std::size_t widest = 12;
    for (const auto& check : report.checks)
        widest = std::max(widest, display_width(check.finding.check));
    return widest + 1;
}

} // namespace

void print_told(std::ostream& out, const std::vector<Told>& told, const SafeText& safe,
                const Terminal& terminal) {
    for (const auto& each : told) {
        out << pad(paint(each.failure ? "not told" : "told", each.failure ? Ink::bad : Ink::good,
                         terminal),
                   alarm_columns)
            << safe(each.way);
        if (each.failure) {
            out << ": " << safe(each.failure->message);
            if (!each.failure->fix.empty())
                out << "; " << safe(each.failure->fix);
        }
        out << '\n';
    }
    out.flush();
}

void print_warning(std::ostream& out, std::string_view text, const Terminal& terminal) {
    out << paint("warning:", Ink::caution, terminal) << ' ' << indent(text, 2) << std::endl;
}

void print_monitor(std::ostream& out, const MonitorReport& report, const SafeText& safe,
                   const Terminal& terminal) {
    out << safe(report.service) << ": " << verdict(report) << safe(report.skipped) << '\n';
    const auto columns = check_columns(report);
    for (const auto& check : report.checks) {
        const auto state = state_of(check);
        out << paint(state, ink_of(check), terminal)
            << std::string(alarm_columns - std::min(alarm_columns, state.size()), ' ')
            << pad(check.finding.check, columns) << safe(check.finding.detail) << '\n';
    }
    for (const auto& what : report.due)
        out << paint("due", Ink::strong, terminal) << std::string(alarm_columns - 3, ' ')
            << pad(what.check, columns) << to_string(what.kind) << " for "
            << outage_text(what.outage) << '\n';
    print_told(out, report.told, safe, terminal);
}

} // namespace deploy::cli
