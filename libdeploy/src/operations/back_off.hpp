// SPDX-License-Identifier: MIT
#pragma once
#include <algorithm>
#include <chrono>
#include <deploy/clock.hpp>
#include <stop_token>

namespace deploy {

/// The waits between tries that fail: twice as long each time, up to five seconds, until nothing
/// was heard for `patience`.
class BackOff {
public:
    BackOff(Clock& clock, std::chrono::seconds patience)
        : clock_{clock}, patience_{patience}, heard_at_{clock.now()} {}

    /// Something was heard: the next wait is the shortest again.
    void heard() {
        heard_at_ = clock_.now();
        pause_ = shortest;
    }

    /// Waits, or returns early on `stop`; false when patience is over.
    bool wait(const std::stop_token& stop) {
        const auto silent = clock_.now() - heard_at_;
        if (silent >= patience_)
            return false;
        clock_.sleep_for(pause_, stop);
        pause_ = std::min(pause_ * 2, longest);
        return true;
    }

private:
    static constexpr std::chrono::milliseconds shortest{200};
    static constexpr std::chrono::milliseconds longest{5000};

    Clock& clock_;
    std::chrono::seconds patience_;
    std::chrono::steady_clock::time_point heard_at_;
    std::chrono::milliseconds pause_ = shortest;
};

} // namespace deploy
