// SPDX-License-Identifier: MIT
#include "migrations_text.hpp"

#include "format.hpp"
#include "sheet.hpp"

#include <algorithm>
#include <deploy/shell_words.hpp>
#include <ostream>
#include <ranges>

namespace deploy::cli {
namespace {

std::string state(const Migration& migration) {
    return migration.applied ? "applied" : "not applied";
}

bool goes(const MigrationRollback& rollback, const Migration& migration) {
    return std::ranges::find(rollback.reverted, migration.id, &Migration::id) !=
           rollback.reverted.end();
}

std::string state_after(const MigrationRollback& rollback, const Migration& migration) {
    if (!rollback.after)
        return "";
    const auto found = std::ranges::find(*rollback.after, migration.id, &Migration::id);
    return found == rollback.after->end() ? "gone" : state(*found);
}

} // namespace

void print_migrations(std::ostream& out, const MigrationRollback& rollback, const SafeText& safe,
                      const Terminal& terminal) {
    Sheet sheet{out, terminal};
    sheet.line("container", safe(rollback.container));
    sheet.line("command", safe(shell_line(rollback.command)));
    if (!rollback.backup.empty())
        sheet.line("backup", safe(rollback.backup));
    std::vector<std::vector<std::string>> rows{
        {"migration", "name", "before", rollback.after ? "after" : ""}};
    std::size_t others = 0;
    bool newest_that_stays = true;
    for (const auto& migration : rollback.before | std::views::reverse) {
        const bool shown = goes(rollback, migration) || (migration.applied && newest_that_stays);
        if (!shown) {
            ++others;
            continue;
        }
        newest_that_stays = newest_that_stays && goes(rollback, migration);
        rows.push_back({safe(migration.id), safe(migration.name), state(migration),
                        state_after(rollback, migration)});
    }
    if (others > 0)
        rows.push_back({"and " + format_count(others) + " others"});
    out << '\n';
    print_table(out, rows, terminal);
    out.flush();
}

} // namespace deploy::cli
