// SPDX-License-Identifier: MIT
#include "../option_set.hpp"

namespace deploy::cli {
namespace {

void add_file(CLI::App& app, Options& options, const std::string& help) {
    require_value(app.add_option_function<std::string>(
                      "file", [&options](const auto& value) { options.backup.file = value; }, help),
                  "FILE");
}

} // namespace

void add_backup(CLI::App& app, Options& options) { add_dry_run(app, options); }

void add_backup_verify(CLI::App& app, Options& options) {
    add_file(app, options, "Name or path; without: the newest");
    app.add_flag("--all", options.backup.all, "Every backup there is");
}

void add_backup_drill(CLI::App& app, Options& options) {
    add_file(app, options, "Name or path; without: the newest");
    add_dry_run(app, options);
}

void add_restore(CLI::App& app, Options& options) {
    add_file(app, options, "Name or path of a backup; see --list");
    app.add_flag("--latest", options.backup.latest, "The newest backup, here or in the storage");
    app.add_flag("--list", options.backup.list, "Only list the backups that there are");
    app.add_flag("--yes", options.yes, "Do it without asking");
    add_dry_run(app, options);
}

} // namespace deploy::cli
