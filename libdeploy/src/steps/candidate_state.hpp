// SPDX-License-Identifier: MIT
#pragma once
#include "steps/context.hpp"

namespace deploy {

/// The candidate as it is now; an Error with its last log lines and a diagnosis where it is gone,
/// ended, restarts, or is found unhealthy by the engine's own check. `since` is the container as it
/// was seen first: a restart in between is an end, too. One that ended and runs again is looked at
/// for up to `patience`, to tell the exit code of its next end: none where it has traffic. On
/// `stop` it waits for nothing any more.
Result<Container> living_candidate(const StepContext& context, const Release& release,
                                   const std::optional<Container>& since,
                                   const std::stop_token& stop,
                                   std::chrono::milliseconds patience = {});

/// `why`, with the candidate's last log lines and what they tell.
Error unhealthy_candidate(const StepContext& context, const Container& candidate,
                          const std::string& why);

} // namespace deploy
