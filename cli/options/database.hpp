// SPDX-License-Identifier: MIT
#pragma once
#include "../options.hpp"

#include <CLI/App.hpp>

namespace deploy::cli {

/// How far the database goes back, and how.
void add_migration_rollback(CLI::App& app, Options& options);

} // namespace deploy::cli
