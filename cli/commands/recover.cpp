// SPDX-License-Identifier: MIT
#include "commands.hpp"
#include "deployment.hpp"

namespace deploy::cli {

ExitCode run_recover(const Session& session) { return run_flow(session, Flow<Recovery>{recover}); }

} // namespace deploy::cli
