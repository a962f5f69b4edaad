// SPDX-License-Identifier: MIT
#pragma once
#include "e2e/fixture.hpp"
#include <map>
#include <string>
#include <vector>

namespace deploy::bench {

/// What one run of psyfit-deploy cost, as a whole process.
struct Cost {
    double wall_ms = 0;
    double cpu_ms = 0;
    double peak_mib = 0;
    std::map<std::string, double> state_ms{}; ///< From its own events; whole milliseconds.
};

/// Runs psyfit-deploy under tests/bench/measure.cpp; a failure throws with its words.
Cost measured(test::World& world, const test::Words& words);

/// Removes the stopped containers of the service, so that no run finds more than another.
void remove_stopped(const test::World& world);

} // namespace deploy::bench
