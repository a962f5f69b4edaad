// SPDX-License-Identifier: MIT
#pragma once
#include "bench/floor.hpp"
#include "bench/runs.hpp"

namespace deploy::bench {

/// Runs of psyfit-deploy and of the floor, in pairs: the n-th of each ran one after the other.
struct Overhead {
    std::vector<Cost> ours;
    std::vector<FloorTimes> floor;
    std::vector<Cost> status;
    /// psyfit-deploy ÷ floor of each pair.
    [[nodiscard]] std::vector<double> ratios() const;
    /// Each floor ÷ the next one: what the machine's unrest alone does to a ratio.
    [[nodiscard]] std::vector<double> unrest() const;
};

/// `runs` pairs in turn on one service, whose image is built and boots at once; each takes over
/// from the other's container. A pair before them is not counted. Then `status`, `runs` times.
Overhead measure_overhead(int runs);

/// What was measured, in words: medians a part, and every value.
[[nodiscard]] std::string told(const Overhead& overhead);

} // namespace deploy::bench
