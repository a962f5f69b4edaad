// SPDX-License-Identifier: MIT
#include "error_text.hpp"
#include "format.hpp"
#include "report.hpp"
#include "sheet.hpp"

#include <deploy/verdict.hpp>
#include <ostream>

namespace deploy::cli {
namespace {

std::string answer_of(const Status& status, const SafeText& safe) {
    if (!status.answer)
        return status.answer_error.empty() ? "none: there is no route"
                                           : "none: " + safe(status.answer_error);
    return "status " + std::to_string(status.answer->status) + " in " +
           format_duration(status.answered_in);
}

std::string state_of(const Container& container) {
    std::string text = container.status;
    if (container.restarts > 0)
        text += ", restarted " + std::to_string(container.restarts) + " times";
    if (container.health == Health::unhealthy)
        text += ", unhealthy";
    return text + ", since " + container.started_at.substr(0, 19) + "Z";
}

void print_container(Sheet& sheet, const Status& status, const SafeText& safe) {
    if (!status.route)
        return sheet.line("route", "none: the proxy does not know " + status.service);
    sheet.line("route", safe(status.route->target));
    if (status.route->traffic != Traffic::running)
        sheet.line("traffic", status.route->traffic == Traffic::paused ? "paused" : "stopped");
    if (!status.container)
        return sheet.line("container", "none that the route leads to");
    sheet.line("container", safe(describe(status.container->name, status.revision)));
    sheet.line("image", safe(status.container->image));
    sheet.line("state", safe(state_of(*status.container)));
}

void print_rollback(std::ostream& out, const Status& status, const SafeText& safe,
                    const Terminal& terminal) {
    if (status.rollback.empty())
        return;
    std::vector<std::vector<std::string>> rows{{"can be rolled back to", "commit", "last live"}};
    for (const auto& candidate : status.rollback)
        rows.push_back({safe(candidate.container.name), safe(short_revision(candidate.revision)),
                        candidate.last_live.substr(0, 19) + "Z"});
    out << '\n';
    print_table(out, rows, terminal);
}

} // namespace

void print_status(std::ostream& out, const Status& status, const SafeText& safe,
                  const Terminal& terminal, std::string_view own_command) {
    const auto command = [&](const char* name) {
        return paint(std::string{own_command} + ' ' + name, Ink::command, terminal);
    };
    Sheet sheet{out, terminal};
    sheet.line("service", safe(status.service) + ": " +
                              (status.serving() ? paint("serving", Ink::good, terminal)
                                                : paint("not serving", Ink::bad, terminal)));
    print_container(sheet, status, safe);
    sheet.line("answer", answer_of(status, safe));
    if (status.last)
        sheet.line("last", safe(status.last->release.id) + " " +
                               std::string{to_string(status.last->release.kind)} + ", " +
                               std::string{to_string(status.last->state)} + " at " +
                               status.last->ended_at.substr(0, 19) + "Z");
    if (status.under_way)
        sheet.line("under way", "it runs now; " + command("abort") + " has it turn back");
    if (status.unfinished)
        sheet.line("unfinished", command("recover") + " finishes what was left");
    if (!status.journal_error.empty())
        sheet.line("journal", safe(status.journal_error), Ink::bad);
    print_rollback(out, status, safe, terminal);
    out.flush();
}

} // namespace deploy::cli
