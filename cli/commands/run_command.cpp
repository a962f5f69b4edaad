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
    switch (session.options.command) {
    case Command::help:
    case Command::version: session.out << session.options.text << std::flush; break;
    case Command::deploy: return run_deploy(session);
    case Command::rollback: return run_rollback(session);
    case Command::recover: return run_recover(session);
    case Command::abort: return run_abort(session);
    case Command::plan: return run_plan(session);
    case Command::status: return run_status(session);
    case Command::history: return run_history(session);
    case Command::graph: return run_graph(session);
    case Command::config_check: return run_config_check(session);
    case Command::config_show: return run_config_show(session);
    case Command::config_schema: return run_config_schema(session);
    }
    return ExitCode::done;
}

} // namespace deploy::cli
