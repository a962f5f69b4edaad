// SPDX-License-Identifier: MIT
#include "commands.hpp"

#include <deploy/lifecycle.hpp>
#include <ostream>

namespace deploy::cli {

ExitCode run_graph(const Session& session) {
    session.out << to_mermaid() << std::flush;
    return ExitCode::done;
}

ExitCode run_command(const Session& session) {
    const bool asks_itself =
        session.options.command == Command::help || session.options.command == Command::version;
    if (session.options.host && !asks_itself)
        return run_elsewhere(session);
    switch (session.options.command) {
    case Command::help:
    case Command::version: session.out << session.options.text << std::flush; break;
    case Command::deploy: return run_deploy(session);
    case Command::rollback: return run_rollback(session);
    case Command::recover: return run_recover(session);
    case Command::abort: return run_abort(session);
    case Command::attach: return run_attach(session);
    case Command::serve: return ExitCode::usage; // main takes it apart
    case Command::plan: return run_plan(session);
    case Command::status: return run_status(session);
    case Command::history: return run_history(session);
    case Command::logs: return run_logs(session);
    case Command::certificate: return run_certificate(session);
    case Command::backup: return run_backup(session);
    case Command::backup_verify: return run_backup_verify(session);
    case Command::backup_drill: return run_backup_drill(session);
    case Command::restore: return run_restore(session);
    case Command::monitor: return run_monitor(session);
    case Command::cleanup: return run_cleanup(session);
    case Command::doctor: return run_doctor(session);
    case Command::graph: return run_graph(session);
    case Command::config_check: return run_config_check(session);
    case Command::config_show: return run_config_show(session);
    case Command::config_schema: return run_config_schema(session);
    case Command::workers_status:
    case Command::workers_pause:
    case Command::workers_resume: return run_workers(session);
    case Command::db_rollback: return run_db_rollback(session);
    case Command::schedule_show: return run_schedule_show(session);
    case Command::schedule_install:
    case Command::schedule_remove: return run_schedule_change(session);
    case Command::setup: return run_setup(session);
    case Command::secrets_generate: return run_secrets_generate(session);
    case Command::secrets_check: return run_secrets_check(session);
    }
    return ExitCode::done;
}

} // namespace deploy::cli
