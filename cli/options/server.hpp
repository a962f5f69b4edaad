// SPDX-License-Identifier: MIT
#pragma once
#include "../options.hpp"

#include <CLI/App.hpp>

namespace deploy::cli {

// Options of the commands that make and check a server.
void add_setup(CLI::App& app, Options& options);
void add_secrets_generate(CLI::App& app, Options& options);
void add_secrets_check(CLI::App& app, Options& options);

} // namespace deploy::cli
