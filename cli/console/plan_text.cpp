// SPDX-License-Identifier: MIT
#include "error_text.hpp"
#include "format.hpp"
#include "report.hpp"
#include "sheet.hpp"

#include <algorithm>
#include <deploy/verdict.hpp>
#include <ostream>

namespace deploy::cli {
namespace {

void print_commits(Sheet& sheet, const Plan& plan, const SafeText& safe) {
    constexpr std::size_t margin = 14;
    const auto room = static_cast<std::size_t>(std::max(sheet.terminal().columns, 40)) - margin;
    const auto* label = "commits";
    for (const auto& commit : plan.commits) {
        const auto text = short_revision(commit.id) + " " + safe(commit.subject) + " (" +
                          safe(commit.author) + ")";
        sheet.line(label, cut(text, room));
        label = "";
    }
}

void print_environment_changes(Sheet& sheet, const EnvironmentChange& change) {
    if (change.empty())
        return sheet.line("environment", "as it is");
    sheet.words("env added", change.added);
    sheet.words("env changed", change.changed);
    sheet.words("env dropped", change.dropped);
}

std::string memory(const Plan& plan, const Terminal& terminal) {
    if (plan.memory_needed == 0 || plan.memory_available == 0)
        return "not known";
    const auto text = format_bytes(plan.memory_needed) + " needed for the second version, " +
                      format_bytes(plan.memory_available) + " available";
    return plan.fits() ? text : paint(text + ": does not fit", Ink::bad, terminal);
}

} // namespace

void print_plan(std::ostream& out, const Plan& plan, const SafeText& safe,
                const Terminal& terminal) {
    Sheet sheet{out, terminal};
    const auto& release = plan.release;
    sheet.line("service", safe(release.service) + ", " +
                              (release.kind == Kind::first ? "first deployment" : "deployment"));
    if (release.incumbent)
        sheet.line("replaces",
                   safe(describe(release.incumbent->name, release.incumbent->revision)));
    sheet.line("image",
               safe(release.image) + (plan.image_exists ? ", exists: no build" : ", to be built"));
    print_commits(sheet, plan, safe);
    const auto* label = "settings";
    for (const auto& setting : plan.settings) {
        sheet.line(label, safe(setting));
        label = "";
    }
    print_environment_changes(sheet, release.environment);
    sheet.line("memory", memory(plan, terminal));
    for (const auto& warning : plan.warnings)
        sheet.line("warning", safe(warning), Ink::caution);
    out.flush();
}

} // namespace deploy::cli
