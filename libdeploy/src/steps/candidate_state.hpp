// SPDX-License-Identifier: MIT
#pragma once
#include "steps/context.hpp"

namespace deploy {

/// The candidate as it is now; an Error with its last log lines and a diagnosis where it is gone,
/// ended, restarts, or is found unhealthy by the engine's own check. `since` is the container as it
/// was seen first: a restart in between is an end, too.
Result<Container> living_candidate(const StepContext& context, const Release& release,
                                   const std::optional<Container>& since);

/// `why`, with the candidate's last log lines and what they tell.
Error unhealthy_candidate(const StepContext& context, const Container& candidate,
                          const std::string& why);

} // namespace deploy
