// SPDX-License-Identifier: MIT
#pragma once
#include "../session.hpp"

namespace deploy::cli {

// One command each: prints its result, and tells what to exit with.
ExitCode run_deploy(const Session& session);
ExitCode run_rollback(const Session& session);
ExitCode run_recover(const Session& session);
ExitCode run_abort(const Session& session);
ExitCode run_attach(const Session& session);
ExitCode run_plan(const Session& session);
ExitCode run_status(const Session& session);
ExitCode run_history(const Session& session);
ExitCode run_logs(const Session& session);
ExitCode run_certificate(const Session& session);
ExitCode run_backup(const Session& session);
ExitCode run_backup_verify(const Session& session);
ExitCode run_backup_drill(const Session& session);
ExitCode run_restore(const Session& session);
ExitCode run_monitor(const Session& session);
ExitCode run_cleanup(const Session& session);
ExitCode run_doctor(const Session& session);
ExitCode run_graph(const Session& session);
ExitCode run_config_check(const Session& session);
ExitCode run_config_show(const Session& session);
ExitCode run_config_schema(const Session& session);
ExitCode run_workers(const Session& session); ///< Each of the three.
ExitCode run_db_rollback(const Session& session);
ExitCode run_schedule_show(const Session& session);
ExitCode run_schedule_change(const Session& session); ///< install and remove.
ExitCode run_setup(const Session& session);
ExitCode run_secrets_generate(const Session& session);
ExitCode run_secrets_check(const Session& session);

/// Any of them, on the server of `--host`.
ExitCode run_elsewhere(const Session& session);

/// The command that the options name.
ExitCode run_command(const Session& session);

} // namespace deploy::cli
