// SPDX-License-Identifier: MIT
#pragma once
#include <deploy/clock.hpp>
#include <deploy/deployment.hpp>
#include <deploy/engine.hpp>
#include <deploy/result.hpp>
#include <optional>

namespace deploy {

/// What `find` finds, a container of the deployment. The engine still makes one that a process
/// asked for just before it died: so where an earlier one did, and no later state can have been
/// reached, it is looked for until half a second after this process took over.
template <class Find>
Result<std::optional<Container>> find_late(Clock& clock, const Deployment& deployment, Find find) {
    constexpr std::chrono::milliseconds grace{500}, pause{50};
    const bool may_come = deployment.resumed_at && deployment.release.candidate_id.empty();
    for (;;) {
        const bool last = !may_come || clock.now() >= *deployment.resumed_at + grace;
        auto found = find();
        if (!found || *found || last)
            return found;
        clock.sleep_for(pause, {});
    }
}

} // namespace deploy
