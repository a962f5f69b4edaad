// SPDX-License-Identifier: MIT
#pragma once
#include "options.hpp"

#include <CLI/App.hpp>
#include <functional>
#include <string>

namespace deploy::cli {

/// The option takes a value, called `name` in the help, and no other option for it.
void require_value(CLI::Option* option, const std::string& name);
/// An option with a text for its value.
void add_text(CLI::App& app, const std::string& name, const std::string& type,
              const std::string& help, const std::function<void(const std::string&)>& set);

// Groups of options that several commands have; each fills its part of `options`.
void add_wait(CLI::App& app, Options& options);
void add_watch(CLI::App& app, Options& options);
void add_source(CLI::App& app, Options& options); ///< What to deploy.
void add_deploy(CLI::App& app, Options& options); ///< All that `deploy` has.
void add_container(CLI::App& app, Options& options);
void add_id(CLI::App& app, Options& options);         ///< The deployment that is meant.
void add_abort_wait(CLI::App& app, Options& options); ///< `--wait`, of abort.
void add_run_id(CLI::App& app, Options& options);     ///< The run that is meant, and from where.
void add_detach(CLI::App& app, Options& options);     ///< `--detach` and `--id`.
void add_dry_run(CLI::App& app, Options& options);
void add_yes(CLI::App& app, Options& options);
void add_doctor(CLI::App& app, Options& options); ///< `--strict` and `--fix`.
void add_queues(CLI::App& app, Options& options); ///< Of the workers.
void add_limit(CLI::App& app, Options& options);
void add_backup(CLI::App& app, Options& options);
void add_backup_verify(CLI::App& app, Options& options);
void add_backup_drill(CLI::App& app, Options& options);
void add_restore(CLI::App& app, Options& options);
void add_lines(CLI::App& app, Options& options);  ///< The container that is meant, and how many.
void add_global(CLI::App& app, Options& options); ///< All that every command has.

} // namespace deploy::cli
