// SPDX-License-Identifier: MIT
// Deployments, first deployments and rollbacks under random schedules of faults, also while they
// recover. A schedule is made from its number alone, so that a failed one can be run again:
// DEPLOY_SIMULATION_SEED=<number> DEPLOY_SIMULATION_RUNS=1.
#include "fuzz/targets.hpp"

#include <cstdlib>
#include <doctest/doctest.h>
#include <random>
#include <string>

namespace {

std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
    const char* text = std::getenv(variable);
    return text == nullptr ? otherwise : std::stoull(text);
}

/// The input of fuzz::deployment for a schedule of up to ten faults.
std::string schedule(std::uint64_t seed) {
    std::mt19937_64 random{seed};
    std::string bytes(1 + 2 * (1 + random() % 10), '\0');
    for (char& byte : bytes)
        byte = static_cast<char>(random() & 0xFFU);
    return bytes;
}

} // namespace

TEST_CASE("a deployment ends well under any schedule of faults") {
    const auto seed = number_from("DEPLOY_SIMULATION_SEED", std::random_device{}() * 1'000'000ULL);
    const auto runs = number_from("DEPLOY_SIMULATION_RUNS", 10'000);
    MESSAGE("simulated schedules: ", runs, ", the first with seed ", seed);
    for (auto at = seed; at < seed + runs; ++at) {
        INFO("DEPLOY_SIMULATION_SEED=", at, " DEPLOY_SIMULATION_RUNS=1");
        deploy::fuzz::deployment(schedule(at));
    }
}
