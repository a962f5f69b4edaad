// SPDX-License-Identifier: MIT
#pragma once
#include "programs.hpp"

namespace deploy::action {

/// Removes the containers of runs that have ended, which the engine keeps (what they did is in the
/// state directory), and the helpers of a job that was killed or never heard that it had made them.
/// Best effort.
void remove_ended_runs(const Programs& programs);

} // namespace deploy::action
