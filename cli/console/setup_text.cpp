// SPDX-License-Identifier: MIT
#include "report.hpp"
#include "sheet.hpp"

#include <algorithm>
#include <ostream>

namespace deploy::cli {
namespace {

constexpr std::size_t part_columns = 12;

Ink ink_of(SetupState state) {
    switch (state) {
    case SetupState::made: return Ink::good;
    case SetupState::would_make: return Ink::caution;
    case SetupState::for_a_person: return Ink::strong;
    case SetupState::kept:
    case SetupState::skipped: break;
    }
    return Ink::faint;
}

auto count_of(const SetupReport& report, SetupState state) {
    return std::ranges::count(report.parts, state, &SetupPart::state);
}

std::string parts(std::ptrdiff_t count) {
    return std::to_string(count) + (count == 1 ? " part" : " parts");
}

} // namespace

void print_setup_part(std::ostream& out, const SetupPart& part, const SafeText& safe,
                      const Terminal& terminal, std::string_view own_command) {
    Sheet sheet{out, terminal};
    const auto state = pad(std::string{to_string(part.state)}, part_columns);
    sheet.line(safe(part.name), paint(state, ink_of(part.state), terminal) + safe(part.detail));
    for (const auto& step : part.steps)
        sheet.more("  " + paint(safe(calling(step, own_command)), Ink::command, terminal));
    out.flush();
}

void print_setup_end(std::ostream& out, const SetupReport& report) {
    const auto made = count_of(report, SetupState::made);
    const auto would = count_of(report, SetupState::would_make);
    if (would > 0)
        out << parts(would) << " would be made; nothing was touched\n";
    else if (made > 0)
        out << parts(made) << " made\n";
    else
        out << "nothing was changed\n";
    out.flush();
}

} // namespace deploy::cli
