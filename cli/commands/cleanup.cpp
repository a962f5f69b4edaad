// SPDX-License-Identifier: MIT
#include <deploy/cleanup.hpp>

#include "../console/report.hpp"
#include "../signals.hpp"
#include "commands.hpp"

#include <deploy/json.hpp>

namespace deploy::cli {
namespace {

ExitCode code_of(const Cleanup& done, const Signals& signals) {
    if (signals.token().stop_requested())
        return ExitCode::cancelled;
    return done.complete() ? ExitCode::done : ExitCode::preflight;
}

} // namespace

ExitCode run_cleanup(const Session& session) {
    const Signals signals{nothing_left}; // before any thread
    const auto& options = session.options;
    const CleanupOptions asked{.changes = options.dry_run ? Changes::told : Changes::made,
                               .patience = options.wait.value_or(std::chrono::seconds{0})};
    return ask(session,
               [&](const Config& config, Ports ports, const SafeText& safe) -> Result<ExitCode> {
                   const auto done = clean_up(config, ports, asked, signals.token());
                   if (!done)
                       return done.error();
                   if (options.json)
                       print_json(session, to_json(*done), safe);
                   else if (!options.quiet || !done->complete())
                       print_cleanup(session.out, *done, asked.changes, safe, session.out_terminal);
                   return code_of(*done, signals);
               });
}

} // namespace deploy::cli
