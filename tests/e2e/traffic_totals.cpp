// SPDX-License-Identifier: MIT
#include "e2e/traffic_totals.hpp"
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>

namespace deploy::test {

void TrafficTotals::add(const AllTraffic::Report& report) {
    ++deployments_;
    sent_ += report.load.sent();
    within_ += report.load.sent_within();
    lost_ += report.lost();
    uploads_ += report.calls.uploads.sent;
    slow_answers_ += report.calls.slow_answers.sent;
    not_in_ledger_ += report.not_in_ledger;
    twice_ += report.twice;
    cuts_ += report.chat.cuts;
    failed_tries_ += report.chat.failed_tries;
    longest_gap_ = std::max(longest_gap_, report.load.longest_gap());
    longest_away_ = std::max(longest_away_, report.chat.longest_away);
}

std::string TrafficTotals::line() const {
    std::ostringstream text;
    text << "traffic: deployments=" << deployments_ << " requests=" << sent_
         << " within_windows=" << within_ << " uploads=" << uploads_
         << " slow_answers=" << slow_answers_ << " lost=" << lost_
         << " not_in_ledger=" << not_in_ledger_ << " twice=" << twice_
         << " longest_gap_ms=" << longest_gap_.count() << " socket_cuts=" << cuts_
         << " socket_failed_tries=" << failed_tries_
         << " socket_longest_away_ms=" << longest_away_.count();
    return text.str();
}

void TrafficTotals::publish() const {
    std::cout << line() << std::endl;
    if (const char* file = std::getenv("DEPLOY_TEST_FIGURES"))
        std::ofstream{file, std::ios::app} << line() << "\n";
}

} // namespace deploy::test
