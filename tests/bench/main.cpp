// SPDX-License-Identifier: MIT
// deploy_bench RUNS ROUNDS: measures psyfit-deploy on the real Docker Engine and kamal-proxy, and
// prints the figures of docs/benchmarks.md with their targets. A missed target is no failure.
#define DOCTEST_CONFIG_IMPLEMENT // the fixture library names the current test
#include "bench/guide.hpp"
#include "bench/overhead.hpp"
#include "bench/statistics.hpp"
#include <algorithm>
#include <cstdlib>
#include <doctest/doctest.h>
#include <iostream>

namespace {

using namespace deploy::bench;
using Target = Table::Target;

template <class Part>
std::vector<double> each(const std::vector<Cost>& costs, Part part) {
    std::vector<double> values;
    std::ranges::transform(costs, std::back_inserter(values), part);
    return values;
}

std::string table_of(const Overhead& overhead, const Guide& guide) {
    const auto ratios = overhead.ratios();
    Table table;
    table.add("own overhead: deploy ÷ bare calls, p50", percentile(ratios, 0.50), 3, "",
              Target::at_most, 1.15);
    table.add("own overhead: deploy ÷ bare calls, p95", percentile(ratios, 0.95), 3, "",
              Target::at_most, 1.35);
    table.add("processor time of a deploy, median", median(each(overhead.ours, &Cost::cpu_ms)), 1,
              " ms", Target::at_most, 50);
    table.add("peak memory of a deploy, highest",
              percentile(each(overhead.ours, &Cost::peak_mib), 1), 1, " MiB", Target::at_most, 25);
    table.add("`status`, median", median(each(overhead.status, &Cost::wall_ms)), 1, " ms",
              Target::at_most, 30);
    table.add("the guide's steps ÷ psyfit-deploy, image ready to traffic, 1 s boot",
              median(guide.by_hand) / median(guide.ours), 1, "×", Target::at_least, 6);
    return table.text();
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 3)
        return 2;
    try {
        const auto overhead = measure_overhead(std::atoi(argv[1]));
        std::cout << told(overhead) << std::endl;
        const auto guide = compare_with_guide(std::atoi(argv[2]));
        std::cout << told(guide) << '\n' << table_of(overhead, guide);
    } catch (const std::exception& error) {
        std::cerr << "error: " << error.what() << '\n';
        return 1;
    }
    return 0;
}
