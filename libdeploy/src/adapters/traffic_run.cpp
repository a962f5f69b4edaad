// SPDX-License-Identifier: MIT
#include "adapters/traffic_run.hpp"
#include "adapters/http_prober.hpp"
#include <algorithm>

namespace deploy {

namespace {

std::chrono::milliseconds between(TrafficCount::TimePoint from, TrafficCount::TimePoint to) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(to - from);
}

/// As a user sees it: no answer, the server's fault, or a route that is not there.
std::string fault_in(const Result<Answer>& answer) {
    if (!answer)
        return answer.error().message;
    if (answer->status >= 500 || answer->status == 404)
        return "HTTP status " + std::to_string(answer->status);
    return {};
}

} // namespace

void TrafficCount::add(const Result<Answer>& answer, TimePoint when) {
    ++counts_.sent;
    if (auto fault = fault_in(answer); !fault.empty()) {
        if (++counts_.failed == 1)
            counts_.first_failure = std::move(fault);
        return;
    }
    counts_.longest_gap = at(when).longest_gap;
    last_success_ = when;
}

ProbeCounts TrafficCount::at(TimePoint now) const {
    auto counts = counts_;
    if (last_success_)
        counts.longest_gap = std::max(counts.longest_gap, between(*last_success_, now));
    return counts;
}

TrafficRun::TrafficRun(HttpRequest request, std::chrono::milliseconds pace)
    : request_{std::move(request)}, pace_{pace} {
    const auto start = std::chrono::steady_clock::now();
    fresh_ = std::jthread{
        [=, this](const std::stop_token& stop) { send(stop, Connection::fresh, start); }};
    kept_ = std::jthread{
        [=, this](const std::stop_token& stop) { send(stop, Connection::kept, start + pace_); }};
}

/// A request that is due while an earlier one of its thread hangs is sent late, never left out.
void TrafficRun::send(const std::stop_token& stop, Connection connection,
                      TrafficCount::TimePoint due) {
    HttpSession session;
    auto request = request_;
    request.connection = connection;
    std::unique_lock lock{mutex_};
    for (;; due += 2 * pace_) {
        stopped_.wait_until(lock, stop, due, [] { return false; });
        if (stop.stop_requested())
            return;
        lock.unlock();
        const auto answer = probe_with(session, request);
        lock.lock();
        count_.add(answer, std::chrono::steady_clock::now());
    }
}

ProbeCounts TrafficRun::counts() {
    const std::scoped_lock lock{mutex_};
    return count_.at(std::chrono::steady_clock::now());
}

ProbeCounts TrafficRun::end() {
    fresh_.request_stop();
    kept_.request_stop();
    fresh_.join();
    kept_.join();
    return counts();
}

} // namespace deploy
