// SPDX-License-Identifier: MIT
#pragma once
#include <string>
#include <vector>

namespace deploy::bench {

/// Seconds from "the image is ready" to the first answer of the new version through the proxy.
struct Guide {
    std::vector<double> by_hand, ours;
};

/// The guide's eleven steps and psyfit-deploy in turn, `rounds` times each, on one service that
/// takes a second to boot.
Guide compare_with_guide(int rounds);

[[nodiscard]] std::string told(const Guide& guide);

} // namespace deploy::bench
