// SPDX-License-Identifier: MIT
#pragma once
#include "e2e/all_traffic.hpp"

namespace deploy::test {

/// The sums over many deployments.
class TrafficTotals {
public:
    void add(const AllTraffic::Report& report);
    /// `traffic: deployments=300 requests=… …`, on standard output and at the end of the file that
    /// DEPLOY_TEST_FIGURES names.
    void publish() const;
    [[nodiscard]] std::string line() const;

private:
    int deployments_ = 0;
    std::uint64_t sent_ = 0, within_ = 0, lost_ = 0;
    std::uint64_t uploads_ = 0, slow_answers_ = 0, not_in_ledger_ = 0, twice_ = 0;
    std::uint64_t cuts_ = 0, failed_tries_ = 0;
    std::chrono::milliseconds longest_gap_{0}, longest_away_{0};
};

} // namespace deploy::test
