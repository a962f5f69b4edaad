// SPDX-License-Identifier: MIT
#include <deploy/workers.hpp>

#include "../console/workers_text.hpp"
#include "../signals.hpp"
#include "commands.hpp"

namespace deploy::cli {
namespace {

WorkersAction action_of(Command command) {
    if (command == Command::workers_pause)
        return WorkersAction::pause;
    return command == Command::workers_resume ? WorkersAction::resume : WorkersAction::look;
}

} // namespace

ExitCode run_workers(const Session& session) {
    const Signals signals{nothing_left};
    const auto& options = session.options;
    const auto action = action_of(options.command);
    return ask(session,
               [&](const Config& config, Ports ports, const SafeText& safe) -> Result<ExitCode> {
                   const auto asked = options.dry_run ? WorkersAction::look : action;
                   const auto found = workers(
                       config, ports, {.action = asked, .queues = options.queues}, signals.token());
                   if (!found)
                       return found.error();
                   if (options.json)
                       print_json(session, to_json(*found), safe);
                   else if (!options.quiet || !found->as_wanted(asked))
                       print_workers(session.out, {*found, action, options.dry_run}, safe,
                                     session.out_terminal);
                   return found->as_wanted(asked) ? ExitCode::done : ExitCode::stuck;
               });
}

} // namespace deploy::cli
