// SPDX-License-Identifier: MIT
#include "schedule_text.hpp"

#include "sheet.hpp"

#include <ostream>

namespace deploy::cli {
namespace {

Ink ink_of(const std::string& line) { return line.starts_with('+') ? Ink::good : Ink::bad; }

} // namespace

void print_schedule(std::ostream& out, const Schedule& schedule, const SafeText& safe,
                    const Terminal& terminal) {
    std::vector<std::vector<std::string>> rows{{"job", "state", "when", "command"}};
    for (const auto& job : schedule.jobs)
        rows.push_back({job.name, std::string{to_string(job.state)}, job.when, safe(job.command)});
    for (const auto& name : schedule.surplus)
        rows.push_back({safe(name), "surplus", "", "not of the configuration"});
    print_table(out, rows, terminal);
    out << '\n'
        << (schedule.form == ScheduleForm::systemd ? "systemd timers" : "crontab") << ": "
        << (schedule.complete() ? paint("complete", Ink::good, terminal)
                                : paint("not complete", Ink::bad, terminal))
        << std::endl;
}

void print_schedule_changes(std::ostream& out, const Schedule& schedule, const SafeText& safe,
                            const Terminal& terminal) {
    for (const auto& change : schedule.changes) {
        out << paint(safe(change.place), Ink::strong, terminal) << '\n';
        for (const auto& line : change.lines)
            out << paint(safe(line), ink_of(line), terminal) << '\n';
    }
    out.flush();
}

void print_schedule_warnings(std::ostream& out, const Schedule& schedule, const SafeText& safe,
                             const Terminal& terminal) {
    for (const auto& warning : schedule.warnings)
        out << paint("warning:", Ink::caution, terminal) << ' ' << safe(warning) << std::endl;
}

} // namespace deploy::cli
