// SPDX-License-Identifier: MIT
#include "commands.hpp"
#include "deployment.hpp"

namespace deploy::cli {

ExitCode run_rollback(const Session& session) {
    return run_flow(session,
                    Flow<Outcome>{[&](const Config& config, Ports ports, const RunOptions& options,
                                      Observer& observer, std::stop_token stop) {
                        return roll_back(config, ports, session.options.container, options,
                                         observer, std::move(stop));
                    }});
}

} // namespace deploy::cli
