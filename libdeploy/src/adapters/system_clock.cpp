// SPDX-License-Identifier: MIT
#include "adapters/system_clock.hpp"
#include <condition_variable>
#include <deploy/system_clock.hpp>
#include <mutex>

namespace deploy {

std::chrono::steady_clock::time_point SystemClock::now() {
    return std::chrono::steady_clock::now();
}

std::chrono::system_clock::time_point SystemClock::wall() {
    return std::chrono::system_clock::now();
}

void SystemClock::sleep_for(std::chrono::milliseconds duration, std::stop_token stop) {
    std::mutex mutex;
    std::condition_variable_any stopped;
    std::unique_lock lock{mutex};
    stopped.wait_for(lock, std::move(stop), duration, [] { return false; });
}

std::unique_ptr<Clock> make_clock() { return std::make_unique<SystemClock>(); }

} // namespace deploy
