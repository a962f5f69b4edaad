// SPDX-License-Identifier: MIT
#pragma once
#include "../options.hpp"

#include <CLI/App.hpp>

namespace deploy::cli {

// Options of the commands about the jobs that run by the clock.
void add_schedule_form(CLI::App& app, Options& options);   ///< `--systemd` or `--crontab`.
void add_schedule_change(CLI::App& app, Options& options); ///< The form, and how to change it.

} // namespace deploy::cli
