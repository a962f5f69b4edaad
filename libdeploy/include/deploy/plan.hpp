// SPDX-License-Identifier: MIT
#pragma once
#include <cstdint>
#include <deploy/config.hpp>
#include <deploy/deployment.hpp>
#include <deploy/host.hpp>
#include <deploy/source.hpp>
#include <string>
#include <vector>

namespace deploy {

/// What a deployment would do now.
struct Plan {
    Release release;
    std::vector<Commit> commits{};       ///< That go live, newest first, at most 50.
    bool image_exists = false;           ///< Then there is no build.
    std::vector<std::string> settings{}; ///< Of the candidate, one line each, no environment.
    std::int64_t memory_needed = 0;      ///< Bytes the incumbent uses or may use; 0: not known.
    std::int64_t memory_available = 0;   ///< Bytes of the host.
    std::vector<std::string> warnings{};

    [[nodiscard]] bool fits() const {
        return memory_needed == 0 || memory_available == 0 || memory_needed <= memory_available;
    }
};

/// Works out a deployment without doing any of it; remote-tracking references are fetched. The same
/// errors as a deployment's checks.
Result<Plan> plan(const Config& config, Ports ports, const Intent& intent,
                  const std::stop_token& stop);

} // namespace deploy
