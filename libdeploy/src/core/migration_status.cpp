// SPDX-License-Identifier: MIT
#include "core/migration_status.hpp"

#include "core/line_diff.hpp"

#include <algorithm>
#include <ranges>

namespace deploy {
namespace {

constexpr std::string_view no_file = "********** NO FILE **********";

bool is_number(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// By value: ids may have zeros in front, and any length.
bool less(std::string_view a, std::string_view b) {
    a.remove_prefix(std::min(a.find_first_not_of('0'), a.size()));
    b.remove_prefix(std::min(b.find_first_not_of('0'), b.size()));
    return a.size() != b.size() ? a.size() < b.size() : a < b;
}

bool same(std::string_view a, std::string_view b) { return !less(a, b) && !less(b, a); }

/// The next word of the line, which is taken off it.
std::string_view take_word(std::string_view& line) {
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    const auto word = line.substr(0, line.find(' '));
    line.remove_prefix(word.size());
    return word;
}

std::optional<Migration> row(std::string_view line) {
    const auto state = take_word(line);
    const auto id = take_word(line);
    if ((state != "up" && state != "down") || !is_number(id))
        return std::nullopt;
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    const auto end = line.find_last_not_of(" \r");
    const auto name = line.substr(0, end == std::string_view::npos ? 0 : end + 1);
    return Migration{.id = std::string{id},
                     .name = name == no_file ? std::string{} : std::string{name},
                     .applied = state == "up",
                     .has_file = name != no_file};
}

const Migration* newest_applied(const std::vector<Migration>& migrations) {
    const auto newest = std::ranges::find_if(migrations.rbegin(), migrations.rend(),
                                             [](const Migration& each) { return each.applied; });
    return newest == migrations.rend() ? nullptr : &*newest;
}

/// The id that stays the newest one after so many steps: the application counts files, applied or
/// not.
std::string after_steps(const std::vector<Migration>& migrations, const Migration& newest,
                        int steps) {
    int left = steps;
    for (const auto& each : migrations | std::views::reverse)
        if (each.has_file && less(each.id, newest.id) && --left == 0)
            return each.id;
    return "0";
}

Result<> check_version(const std::vector<Migration>& migrations, const std::string& version) {
    if (is_number(version) && same(version, "0"))
        return {};
    const auto found = std::ranges::find_if(
        migrations, [&](const Migration& each) { return same(each.id, version); });
    if (!is_number(version) || found == migrations.end() || !found->applied)
        return Error{Errc::not_found,
                     "migration " + version + " is not applied, so nothing goes back to it",
                     "psyfit-deploy db rollback --dry-run"};
    if (!found->has_file)
        return Error{Errc::precondition,
                     "the version that serves does not have the file of migration " + version};
    return {};
}

std::string with_database(const std::string& task, const MigrationTarget& target) {
    return target.database.empty() ? task : task + ':' + target.database;
}

} // namespace

Result<MigrationStatus> read_migration_status(std::string_view printed) {
    MigrationStatus out;
    bool table = false;
    constexpr std::string_view database = "database: ";
    for (const auto& line : text_lines(printed)) {
        if (line.starts_with(database))
            out.databases.push_back(line.substr(database.size()));
        table = table || line.find("Migration ID") != std::string::npos;
        if (auto migration = row(line); migration && table)
            out.migrations.push_back(std::move(*migration));
    }
    if (!table)
        return Error{Errc::corrupt, "the application did not tell its migrations"};
    std::ranges::stable_sort(out.migrations, less, &Migration::id);
    return out;
}

Result<std::vector<Migration>> migrations_to_revert(const std::vector<Migration>& migrations,
                                                    const MigrationTarget& target) {
    // By their ids, which are sorted; Rails itself refuses two files of one.
    const auto twice = std::ranges::adjacent_find(migrations, same, &Migration::id);
    if (twice != migrations.end())
        return Error{Errc::corrupt, "the application tells migration " + twice->id + " twice"};
    const auto* const newest = newest_applied(migrations);
    if (newest == nullptr)
        return std::vector<Migration>{};
    if (!newest->has_file)
        return Error{
            Errc::precondition,
            "migration " + newest->id +
                " is applied, and the version that serves does not have its file: only the "
                "version that brought it can revert it",
            "psyfit-deploy rollback to that version, then psyfit-deploy db rollback"};
    if (target.version)
        if (auto checked = check_version(migrations, *target.version); !checked)
            return checked.error();
    const auto stays =
        target.version ? *target.version : after_steps(migrations, *newest, target.steps);
    std::vector<Migration> out;
    for (const auto& each : migrations | std::views::reverse)
        if (each.applied && each.has_file && less(stays, each.id))
            out.push_back(each);
    return out;
}

std::vector<std::string> rollback_task(const MigrationTarget& target) {
    if (target.version)
        return {with_database("db:migrate", target), "VERSION=" + *target.version};
    return {with_database("db:rollback", target), "STEP=" + std::to_string(target.steps)};
}

std::vector<std::string> status_task(const MigrationTarget& target) {
    return {with_database("db:migrate:status", target)};
}

} // namespace deploy
