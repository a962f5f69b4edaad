// SPDX-License-Identifier: MIT
#pragma once
#include <chrono>
#include <cstdint>
#include <deploy/result.hpp>
#include <map>
#include <string>

namespace deploy {

/// One HTTP GET to make.
struct Probe {
    std::string url;          ///< Absolute, http or https.
    std::string host{};       ///< Host header; empty: from the URL.
    std::string request_id{}; ///< X-Request-ID; empty: none.
    std::chrono::milliseconds timeout{5000};
};

/// What came back. Header names in lower case.
struct Answer {
    int status = 0;
    std::map<std::string, std::string> headers{};
    std::string body{}; ///< At most 64 KiB; the rest is not read.
};

/// What the built-in load saw while traffic moved.
struct ProbeCounts {
    std::uint64_t sent = 0;
    std::uint64_t failed = 0; ///< No connection, no answer, or a status of 500 and above or 404.
    std::chrono::milliseconds longest_gap{0}; ///< Between two successes.
    std::string first_failure{};
};

/// Makes HTTP requests: no redirects followed, no proxy environment, bounded answers.
class Prober {
public:
    virtual ~Prober() = default;

    /// Makes one request. Any complete HTTP answer is a success here, whatever its status; no
    /// answer in time is `timed_out`, no connection `unreachable`.
    virtual Result<Answer> get(const Probe& probe) = 0;

    /// Sends `probe` at a steady pace in the background until `end_traffic`; a second call while
    /// it runs changes nothing.
    virtual void begin_traffic(const Probe& probe) = 0;
    /// The counts so far, without stopping.
    virtual ProbeCounts traffic() = 0;
    /// Stops, waits for the requests under way, and gives the counts; zeros when none ran.
    virtual ProbeCounts end_traffic() = 0;
};

} // namespace deploy
