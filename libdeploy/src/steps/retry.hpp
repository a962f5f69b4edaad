// SPDX-License-Identifier: MIT
#pragma once
#include <deploy/clock.hpp>
#include <deploy/result.hpp>

namespace deploy {

/// Calls `action` up to five times, waiting a little longer each time, until it succeeds or is told
/// of a `precondition`, which no waiting mends. For what is decided only, the way back, the end of the incumbent and what became of a lost answer, which
/// must survive a part that is away for a moment.
template <class Action>
auto persist(Clock& clock, Action action) -> decltype(action()) {
    constexpr int attempts = 5;
    std::chrono::milliseconds pause{100};
    auto result = action();
    const auto again = [&] { return !result && !result.error().is(Errc::precondition); };
    for (int attempt = 1; attempt < attempts && again(); ++attempt) {
        clock.sleep_for(pause, {});
        pause *= 3;
        result = action();
    }
    return result;
}

} // namespace deploy
