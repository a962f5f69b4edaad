// SPDX-License-Identifier: MIT
#pragma once
#include "operations/lost_route.hpp"
#include "steps/context.hpp"

#include <deploy/flow.hpp>
#include <vector>

namespace deploy {

/// Finishes what a crash left and gives the proxy back a route that it lost. The caller holds the
/// lock. With nothing to do it writes and changes nothing. A route whose container is gone or does
/// not run cannot be given back: `precondition`, unless it may be replaced.
Result<Recovery> finish_unfinished(const StepContext& context, LostRoute lost_route,
                                   std::stop_token stop);

/// The last record of a deployment that is to be finished. The way back of one that got stuck is
/// tried anew, and so is the end of an incumbent that could not be stopped: by now its cause may
/// have been mended.
std::optional<Record> left_over(const std::vector<Record>& records);

/// What is left of it, to be put before "; it is finished first" and the like.
std::string what_is_left(const Record& last);

/// Why what was replaced still runs after a recovery, where a part that is away is the cause.
std::optional<Error> still_running(const Recovery& recovery);

} // namespace deploy
