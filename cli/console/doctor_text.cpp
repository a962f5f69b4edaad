// SPDX-License-Identifier: MIT
#include "report.hpp"

#include <algorithm>
#include <ostream>

namespace deploy::cli {
namespace {

Ink ink_of(CheckStatus finding) {
    switch (finding) {
    case CheckStatus::ok: return Ink::good;
    case CheckStatus::warn: return Ink::caution;
    case CheckStatus::fail: return Ink::bad;
    case CheckStatus::skip: return Ink::faint;
    }
    return Ink::faint;
}

/// `[ok]   `: what follows stands in one column.
std::string mark(CheckStatus finding, const Terminal& terminal) {
    constexpr std::size_t widest = 4;
    const std::string word{to_string(finding)};
    return paint("[" + word + "]", ink_of(finding), terminal) +
           std::string(widest - word.size() + 1, ' ');
}

/// One line a check, whatever is in it.
std::string line_of(std::string text) {
    std::ranges::replace(text, '\n', ' ');
    return text;
}

std::string verdict(const Diagnosis& diagnosis) {
    const auto warnings = diagnosis.count(CheckStatus::warn);
    const auto also = ", " + std::to_string(warnings) + (warnings == 1 ? " warning" : " warnings");
    const auto all = std::to_string(diagnosis.checks.size()) + " checks";
    if (diagnosis.well())
        return "well: " + all + also;
    return "not well: " + std::to_string(diagnosis.count(CheckStatus::fail)) + " of " + all +
           " failed" + also;
}

} // namespace

void print_diagnosis(std::ostream& out, const Diagnosis& diagnosis, const SafeText& safe,
                     const Terminal& terminal, std::string_view own_command) {
    for (const auto& check : diagnosis.checks) {
        out << mark(check.finding, terminal) << check.id << ": " << line_of(safe(check.detail));
        if (!check.fix.empty())
            out << " -> "
                << paint(calling(line_of(safe(check.fix)), own_command), Ink::command, terminal);
        out << '\n';
    }
    out << paint(verdict(diagnosis), diagnosis.well() ? Ink::good : Ink::bad, terminal)
        << std::endl;
}

} // namespace deploy::cli
