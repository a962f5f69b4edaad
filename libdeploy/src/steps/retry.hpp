// SPDX-License-Identifier: MIT
#pragma once
#include <deploy/clock.hpp>
#include <deploy/result.hpp>
#include <stop_token>
#include <utility>

namespace deploy {

/// Calls `action` up to five times, waiting a little longer each time, four seconds in all, while
/// `again` says so of its error, and until `stop`.
template <class Action, class Again>
auto persist_while(Clock& clock, const std::stop_token& stop, Again again, Action action)
    -> decltype(action()) {
    constexpr int attempts = 5;
    std::chrono::milliseconds pause{100};
    auto result = action();
    for (int attempt = 1; attempt < attempts && !result && again(result.error()); ++attempt) {
        clock.sleep_for(pause, stop);
        if (stop.stop_requested())
            break;
        pause *= 3;
        result = action();
    }
    return result;
}

/// For what is decided only, the way back, the end of the incumbent and what became of a lost
/// answer, which must survive a part that is away for a moment. Only a `conflict` is not asked
/// about again: somebody else wants it so.
template <class Action>
auto persist(Clock& clock, Action action) -> decltype(action()) {
    return persist_while(
        clock, {}, [](const Error& error) { return !error.is(Errc::conflict); }, std::move(action));
}

/// For what only looks: it bears an engine that starts again. Who cancels need not wait for that.
template <class Action>
auto persist_in_looking(Clock& clock, const std::stop_token& stop, Action action)
    -> decltype(action()) {
    return persist_while(
        clock, stop, [](const Error& error) { return error.is(Errc::unreachable); },
        std::move(action));
}

} // namespace deploy
