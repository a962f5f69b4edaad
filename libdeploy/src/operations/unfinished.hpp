// SPDX-License-Identifier: MIT
#pragma once
#include "steps/context.hpp"

#include <deploy/flow.hpp>

namespace deploy {

/// Finishes what a crash left and gives the proxy back a route that it lost. The caller holds the
/// lock. With nothing to do it writes and changes nothing.
Result<Recovery> finish_unfinished(const StepContext& context, std::stop_token stop);

} // namespace deploy
