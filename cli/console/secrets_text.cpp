// SPDX-License-Identifier: MIT
#include "report.hpp"
#include "sheet.hpp"

#include <ostream>

namespace deploy::cli {
namespace {

std::string state_of(SecretState state, const Terminal& terminal) {
    const auto ink = state == SecretState::right   ? Ink::good
                     : state == SecretState::wrong ? Ink::bad
                                                   : Ink::faint;
    return paint(std::string{to_string(state)}, ink, terminal);
}

} // namespace

void print_secrets(std::ostream& out, const GeneratedSecrets& secrets, Changes changes,
                   const Terminal& terminal) {
    Sheet sheet{out, terminal};
    sheet.line("file", secrets.file.string() + (secrets.new_file ? " (new)" : ""));
    sheet.words(changes == Changes::told ? "would make" : "made", secrets.made);
    sheet.words("kept", secrets.kept);
    if (secrets.made.empty())
        out << "nothing to make: every secret has a value\n";
    out.flush();
}

void print_secrets(std::ostream& out, const SecretsReport& report, const SafeText& safe,
                   const Terminal& terminal) {
    out << safe(report.source) << '\n';
    std::vector<std::vector<std::string>> rows{{"what", "state", "why"}};
    for (const auto& finding : report.findings) {
        rows.push_back(
            {safe(finding.subject), state_of(finding.state, terminal), safe(finding.detail)});
        if (!finding.fix.empty())
            rows.push_back({"  fix: " + safe(finding.fix)});
    }
    print_table(out, rows, terminal);
    out << (report.sound() ? "nothing is wrong" : "something is wrong") << std::endl;
}

} // namespace deploy::cli
