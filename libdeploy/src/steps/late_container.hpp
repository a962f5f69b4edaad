// SPDX-License-Identifier: MIT
#pragma once
#include <deploy/clock.hpp>
#include <deploy/deployment.hpp>
#include <deploy/engine.hpp>
#include <deploy/result.hpp>
#include <optional>

namespace deploy {

/// Looks until it has found what it looks for, an error included, or half a second has passed since
/// this process took over: that long the engine may still do what a process asked for just before
/// it died.
template <class Look>
auto look_late(Clock& clock, std::chrono::steady_clock::time_point took_over, Look look) {
    constexpr std::chrono::milliseconds grace{500}, pause{50};
    for (;;) {
        const bool last = clock.now() >= took_over + grace;
        auto found = look();
        if (!found || *found || last)
            return found;
        clock.sleep_for(pause, {});
    }
}

/// What `find` finds, a container of the deployment; looked for late where an earlier process may
/// have asked for it, and no later state can have been reached.
template <class Find>
Result<std::optional<Container>> find_late(Clock& clock, const Deployment& deployment, Find find) {
    if (!deployment.resumed_at || !deployment.release.candidate_id.empty())
        return find();
    return look_late(clock, *deployment.resumed_at, find);
}

} // namespace deploy
