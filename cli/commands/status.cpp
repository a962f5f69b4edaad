// SPDX-License-Identifier: MIT
#include "../console/report.hpp"
#include "commands.hpp"

#include <deploy/json.hpp>
#include <deploy/status.hpp>

namespace deploy::cli {

ExitCode run_status(const Session& session) {
    return ask(session,
               [&](const Config& config, Ports ports, const SafeText& safe) -> Result<ExitCode> {
                   const auto found = status(config, ports);
                   if (!found)
                       return found.error();
                   if (session.options.json)
                       print_json(session, to_json(*found), safe);
                   else if (!session.options.quiet)
                       print_status(session.out, *found, safe, session.out_terminal,
                                    session.own_command());
                   return found->serving() ? ExitCode::done : ExitCode::preflight;
               });
}

} // namespace deploy::cli
