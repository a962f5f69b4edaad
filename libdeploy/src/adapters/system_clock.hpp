// SPDX-License-Identifier: MIT
#pragma once
#include <deploy/clock.hpp>

namespace deploy {

/// The time of this host.
class SystemClock : public Clock {
public:
    std::chrono::steady_clock::time_point now() override;
    std::chrono::system_clock::time_point wall() override;
    void sleep_for(std::chrono::milliseconds duration, std::stop_token stop) override;
};

} // namespace deploy
