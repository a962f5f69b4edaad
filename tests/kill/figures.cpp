// SPDX-License-Identifier: MIT
#include "kill/figures.hpp"
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>

namespace deploy::test {

void Figures::load(const LoadReport& report) {
    sent_ += report.sent();
    lost_ += report.lost();
    longest_gap_ = std::max(longest_gap_, report.longest_gap());
}

std::string Figures::line() const {
    auto sorted = recoveries_;
    std::ranges::sort(sorted);
    std::ostringstream text;
    text << "figures: " << what_ << ": faults=" << faults_ << " recovered=" << recovered_
         << " requests=" << sent_ << " lost=" << lost_
         << " longest_gap_ms=" << longest_gap_.count();
    if (!sorted.empty())
        text << " recovery_p50_ms=" << sorted[sorted.size() / 2].count()
             << " recovery_max_ms=" << sorted.back().count();
    return text.str();
}

void Figures::publish() const {
    std::cout << line() << std::endl;
    if (const char* file = std::getenv("DEPLOY_TEST_FIGURES"))
        std::ofstream{file, std::ios::app} << line() << "\n";
}

} // namespace deploy::test
