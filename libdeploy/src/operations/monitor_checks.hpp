// SPDX-License-Identifier: MIT
#pragma once
#include "core/findings.hpp"

#include <deploy/config.hpp>
#include <deploy/host.hpp>
#include <stop_token>
#include <vector>

namespace deploy {

/// What one look found, and what the next has to know of it.
struct Look {
    std::vector<Finding> findings{};
    Restarts restarts{};
};

/// Makes every check once. `invalid_input` where the configuration names no host and no URL.
Result<Look> look(const Config& config, Ports ports, Machine& machine, const Restarts& before,
                  const std::stop_token& stop);

/// The workers, which should run in their hours; nothing where they have none.
std::optional<Finding> look_at_workers(const Config& config, Ports ports, Machine& machine,
                                       std::stop_token stop);

} // namespace deploy
