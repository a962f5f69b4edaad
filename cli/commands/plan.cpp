// SPDX-License-Identifier: MIT
#include <deploy/plan.hpp>

#include "../console/report.hpp"
#include "../signals.hpp"
#include "commands.hpp"

#include <deploy/json.hpp>

namespace deploy::cli {

ExitCode run_plan(const Session& session) {
    const Signals signals{nothing_left};
    return ask(session,
               [&](const Config& config, Ports ports, const SafeText& safe) -> Result<ExitCode> {
                   const auto made = plan(config, ports, session.options.intent, signals.token());
                   if (!made)
                       return made.error();
                   if (session.options.json)
                       print_json(session, to_json(*made), safe);
                   else
                       print_plan(session.out, *made, safe, session.out_terminal);
                   return ExitCode::done;
               });
}

} // namespace deploy::cli
