// SPDX-License-Identifier: MIT
#pragma once
#include "e2e/fixture.hpp"
#include <chrono>
#include <optional>
#include <string>
#include <thread>

namespace deploy::bench {

/// Asks the proxy from outside every 5 ms, and notes when a version answers first.
class VersionWatcher {
public:
    using TimePoint = std::chrono::system_clock::time_point;

    VersionWatcher(const test::World& world, std::string version);

    /// Ends it; nothing where the version never answered.
    std::optional<TimePoint> first_seen();

private:
    std::optional<TimePoint> seen_;
    std::jthread thread_;
};

} // namespace deploy::bench
