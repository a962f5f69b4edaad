// SPDX-License-Identifier: MIT
#pragma once
#include "support/subprocess.hpp"
#include <deploy/remote.hpp>

namespace deploy {

/// Runs a program as a remote call wants it: input, lines, time and stop; its exit code.
/// `not_found` where there is no such program, `unknown_outcome` after the time.
Result<int> run_call(Command command, const RemoteCall& call);

} // namespace deploy
