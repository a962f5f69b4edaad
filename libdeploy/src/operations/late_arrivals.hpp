// SPDX-License-Identifier: MIT
#pragma once
#include "steps/context.hpp"

#include <deploy/journal.hpp>
#include <string>
#include <vector>

namespace deploy {

/// Clears away what the engine did only after recovery had turned back the deployment that asked
/// for it, and gives the names: a new candidate is removed, one that a rollback started is stopped.
/// What is routed is never touched. An engine or proxy that fails is left to the next recovery.
std::vector<std::string> clear_late_arrivals(const StepContext& context,
                                             const std::vector<Record>& records);

} // namespace deploy
