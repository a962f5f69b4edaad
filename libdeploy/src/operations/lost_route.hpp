// SPDX-License-Identifier: MIT
#pragma once
#include "operations/situation.hpp"
#include "steps/context.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace deploy {

// A proxy that restarted from an empty or damaged state file has forgotten every route; the journal
// knows what was live.

/// Whether a lost route must lead to what was live again, or may be replaced by what comes next.
enum class LostRoute : std::uint8_t { must_return, may_be_replaced };

/// Gives the proxy back the route of what was live, and tells whether there was need to. Where its
/// container is gone or does not run, that is `precondition`, unless it may be replaced.
Result<bool> restore_route(const StepContext& context, const std::vector<Record>& records,
                           LostRoute lost_route);

/// What was live, where the proxy has lost its route and its container does not run any more;
/// nothing where there is a route or nothing was ever live. `precondition` while it still runs.
Result<std::optional<Release>> replaceable_release(const Situation& situation, Ports ports);

} // namespace deploy
