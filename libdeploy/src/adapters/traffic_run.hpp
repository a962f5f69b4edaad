// SPDX-License-Identifier: MIT
#pragma once
#include "support/http.hpp"
#include <condition_variable>
#include <deploy/prober.hpp>
#include <mutex>
#include <optional>
#include <thread>

namespace deploy {

/// What a request at a moment makes of the counts so far.
class TrafficCount {
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    void add(const Result<Answer>& answer, TimePoint when);
    /// The gap that is still open at `now` included.
    [[nodiscard]] ProbeCounts at(TimePoint now) const;

private:
    ProbeCounts counts_;
    std::optional<TimePoint> last_success_;
};

/// One steady stream of requests in the background, from construction to `end`.
///
/// Two threads, so that a request that hangs does not hold up the next: one sends on new
/// connections, one on a kept connection, each at half the pace.
class TrafficRun {
public:
    TrafficRun(HttpRequest request, std::chrono::milliseconds pace);

    ProbeCounts counts();
    /// Waits for the requests under way.
    ProbeCounts end();

private:
    void send(const std::stop_token& stop, Connection connection, TrafficCount::TimePoint due);

    HttpRequest request_;
    std::chrono::milliseconds pace_;
    std::mutex mutex_;
    std::condition_variable_any stopped_;
    TrafficCount count_;
    std::jthread fresh_;
    std::jthread kept_;
};

} // namespace deploy
