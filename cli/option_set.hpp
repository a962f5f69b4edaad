// SPDX-License-Identifier: MIT
#pragma once
#include "options.hpp"

#include <CLI/App.hpp>

namespace deploy::cli {

// Groups of options that several commands have; each fills its part of `options`.
void add_wait(CLI::App& app, Options& options);
void add_watch(CLI::App& app, Options& options);
void add_source(CLI::App& app, Options& options); ///< What to deploy.
void add_deploy(CLI::App& app, Options& options); ///< All that `deploy` has.
void add_container(CLI::App& app, Options& options);
void add_id(CLI::App& app, Options& options);         ///< The deployment that is meant.
void add_abort_wait(CLI::App& app, Options& options); ///< `--wait`, of abort.
void add_limit(CLI::App& app, Options& options);
void add_global(CLI::App& app, Options& options); ///< All that every command has.

} // namespace deploy::cli
