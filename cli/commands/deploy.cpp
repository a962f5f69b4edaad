// SPDX-License-Identifier: MIT
#include "commands.hpp"
#include "deployment.hpp"

namespace deploy::cli {

ExitCode run_deploy(const Session& session) {
    return run_flow(session, Flow<Outcome>{::deploy::deploy});
}

} // namespace deploy::cli
