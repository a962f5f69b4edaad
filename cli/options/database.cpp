// SPDX-License-Identifier: MIT
#include "database.hpp"

#include "../option_set.hpp"

#include <CLI/CLI.hpp>

namespace deploy::cli {
namespace {

constexpr int most_steps = 1000;

bool has_only(const std::string& text, const char* letters) {
    return text.find_first_not_of(letters) == std::string::npos;
}

} // namespace

void add_migration_rollback(CLI::App& app, Options& options) {
    auto& target = options.migration;
    auto* step = app.add_option("--step", target.steps, "So many migrations; 1 without")
                     ->type_name("N")
                     ->check([](const std::string& text) {
                         return CLI::Range(1, most_steps)(text).empty()
                                    ? ""
                                    : "needs a number from 1 to 1000";
                     });
    add_text(app, "--to", "VERSION", "Back to this migration, which stays; 0: all of them",
             [&target](const auto& value) { target.version = value; });
    app.get_option("--to")->excludes(step)->check([](const std::string& text) {
        return has_only(text, "0123456789") ? "" : "needs the digits of a migration";
    });
    add_text(app, "--database", "NAME", "Of an application with several databases: this one",
             [&target](const auto& value) { target.database = value; });
    app.get_option("--database")->check([](const std::string& text) {
        return has_only(text, "abcdefghijklmnopqrstuvwxyz0123456789_")
                   ? ""
                   : "needs lower case letters, digits and _";
    });
    app.add_flag("--no-backup", options.no_backup, "Without a backup of the database first");
    add_wait(app, options);
    add_dry_run(app, options);
    add_yes(app, options);
}

} // namespace deploy::cli
