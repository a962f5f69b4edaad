// SPDX-License-Identifier: MIT
#pragma once
#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace deploy::test {

/// Requests that take seconds, so that some are always under way when traffic moves: uploads of
/// 5 MiB in two and a half seconds, and answers that come after two. They begin at planned times,
/// whether or not earlier ones have ended.
class LongCalls {
public:
    struct Counts {
        std::uint64_t sent = 0;
        std::uint64_t lost = 0;         ///< Not answered whole, and by 200.
        std::vector<std::string> ids{}; ///< Of the uploads that were answered.
        std::string first_failure{};
    };

    /// Against port 80 of this address. Ids of uploads begin with `id`.
    LongCalls(std::string address, std::string host, std::string id);
    ~LongCalls();
    LongCalls(const LongCalls&) = delete;
    LongCalls& operator=(const LongCalls&) = delete;

    struct Report {
        Counts uploads, slow_answers;
    };
    /// Begins no more, waits for those under way, and counts.
    Report stop();

private:
    void plan(std::stop_token stop);
    void upload(const std::string& id);
    void ask_slow_page();
    void note(Counts& counts, const std::string& failure, const std::string& id);

    std::string address_;
    std::string host_;
    std::string id_;
    std::mutex mutex_;
    Counts uploads_, slow_;
    std::vector<std::jthread> calls_; // of plan(), while it runs
    std::jthread planner_;            // last: it uses the rest
};

} // namespace deploy::test
