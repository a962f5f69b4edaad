// SPDX-License-Identifier: MIT
// cleanup_bench CONTAINERS RUNS: how long `cleanup --dry-run` takes where so many containers of the
// service were left. Run by tests/bench/cleanup.sh.
#define DOCTEST_CONFIG_IMPLEMENT // the fixture library names the current test
#include "bench/runs.hpp"
#include "bench/statistics.hpp"

#include <boost/json/parse.hpp>
#include <cstdlib>
#include <doctest/doctest.h>
#include <iostream>
#include <stdexcept>

namespace {

using namespace deploy::bench;
namespace test = deploy::test;

constexpr double limit_ms = 1000;

/// Containers of the service that were never started.
void leave(const test::World& world, int count) {
    for (int i = 0; i < count; ++i)
        test::docker({"create", "--name", world.service() + "-" + std::to_string(i), "--label",
                      "psyfit.test=" + world.id(), world.service() + ":latest"});
}

void expect_found(test::World& world, std::size_t count) {
    const auto told = world.run_cli({"cleanup", "--dry-run", "--json"});
    if (told.exit_code != 0 || boost::json::parse(told.out).at("gone").as_array().size() < count)
        throw std::runtime_error{"not all of them were found: " + told.out + told.err};
}

void measure(test::World& world, int count, int runs) {
    std::vector<double> wall;
    std::vector<double> memory;
    for (int run = 0; run < runs; ++run) {
        const auto cost = measured(world, {"cleanup", "--dry-run"});
        wall.push_back(cost.wall_ms);
        memory.push_back(cost.peak_mib);
    }
    const auto what = "`cleanup --dry-run` on " + std::to_string(count) + " containers, ";
    Table table;
    table.add(what + "median", median(wall), 0, " ms", Table::Target::at_most, limit_ms);
    table.add(what + "longest", percentile(wall, 1), 0, " ms", Table::Target::at_most, limit_ms);
    std::cout << "raw, cleanup ms: " << raw(wall, 0)
              << "\nraw, its peak memory MiB: " << raw(memory, 1) << "\n"
              << table.text();
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 3)
        return 2;
    try {
        const int count = std::atoi(argv[1]);
        test::World world;
        world.start_by_hand();
        leave(world, count);
        expect_found(world, static_cast<std::size_t>(count));
        measure(world, count, std::atoi(argv[2]));
    } catch (const std::exception& error) {
        std::cerr << "error: " << error.what() << '\n';
        return 1;
    }
    return 0;
}
