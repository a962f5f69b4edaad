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

/// Runs a command under tests/bench/measure.cpp, which reports to this file; also one that exits
/// with `or_code` counts, any other failure throws with its words.
Cost measured(const test::Words& command, const test::ProgramOptions& options,
              const std::filesystem::path& report, int or_code = 0);
/// Runs psyfit-deploy under tests/bench/measure.cpp; the same.
Cost measured(test::World& world, const test::Words& words);

/// Removes the stopped containers of the service, so that no run finds more than another.
void remove_stopped(const test::World& world);

} // namespace deploy::bench
