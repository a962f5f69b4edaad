// SPDX-License-Identifier: MIT
#pragma once
#include "../session.hpp"

namespace deploy::cli {

// One command each: prints its result, and tells what to exit with.
ExitCode run_deploy(const Session& session);
ExitCode run_rollback(const Session& session);
ExitCode run_recover(const Session& session);
ExitCode run_abort(const Session& session);
ExitCode run_plan(const Session& session);
ExitCode run_status(const Session& session);
ExitCode run_history(const Session& session);
ExitCode run_graph(const Session& session);
ExitCode run_config_check(const Session& session);
ExitCode run_config_show(const Session& session);
ExitCode run_config_schema(const Session& session);

/// The command that the options name.
ExitCode run_command(const Session& session);

} // namespace deploy::cli
