// SPDX-License-Identifier: MIT
#pragma once
#include <chrono>
#include <stop_token>

namespace deploy {

/// Time, as a port so that tests need not wait for it.
class Clock {
public:
    virtual ~Clock() = default;

    /// For deadlines and durations; never jumps.
    virtual std::chrono::steady_clock::time_point now() = 0;
    /// For people and for names; may jump.
    virtual std::chrono::system_clock::time_point wall() = 0;
    /// Returns after `duration`, or at once when `stop` is requested.
    virtual void sleep_for(std::chrono::milliseconds duration, std::stop_token stop) = 0;
};

} // namespace deploy
