// SPDX-License-Identifier: MIT
#pragma once
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace deploy::cli {

/// Calls a function from a thread of its own, again and again until it is destroyed.
class Ticker {
public:
    Ticker(std::chrono::milliseconds period, std::function<void()> tick)
        : thread_{[period, tick = std::move(tick)](const std::stop_token& stop) {
              std::mutex mutex;
              std::condition_variable_any wake;
              std::unique_lock lock{mutex};
              while (!wake.wait_for(lock, stop, period, [] { return false; }) &&
                     !stop.stop_requested())
                  tick();
          }} {}

private:
    std::jthread thread_;
};

} // namespace deploy::cli
