// SPDX-License-Identifier: MIT
#pragma once
#include "e2e/load.hpp"
#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace deploy::test {

/// What a test has tried and seen, in one line that documents can quote.
class Figures {
public:
    explicit Figures(std::string what) : what_{std::move(what)} {}

    void fault() {
        ++faults_;
        open_ = true;
    }
    /// By `recover`, which took so long.
    void recovered(std::chrono::milliseconds took) {
        recovered();
        recoveries_.push_back(took);
    }
    /// By the next deployment, unless `recover` had done it.
    void recovered() { recovered_ += std::exchange(open_, false) ? 1 : 0; }
    void load(const LoadReport& report);

    [[nodiscard]] std::string line() const;
    /// Prints the line, and adds it to the file of DEPLOY_TEST_FIGURES where that is set.
    void publish() const;

private:
    std::string what_;
    int faults_ = 0;
    int recovered_ = 0;
    bool open_ = false; // a fault that nothing has recovered from yet
    std::vector<std::chrono::milliseconds> recoveries_;
    std::uint64_t sent_ = 0;
    std::uint64_t lost_ = 0;
    std::chrono::milliseconds longest_gap_{0};
};

} // namespace deploy::test
