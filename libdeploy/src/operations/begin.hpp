// SPDX-License-Identifier: MIT
#pragma once
#include "operations/situation.hpp"

#include <deploy/deployment.hpp>
#include <deploy/history.hpp>

namespace deploy {

/// The deployment that `intent` asks for, with the incumbent and the route it begins with;
/// `precondition` where the situation does not allow it.
Result<Deployment> begin_deploy(const Situation& situation, const Config& config, Ports ports,
                                const Intent& intent);

/// What a deployment and a rollback have in common.
Result<Deployment> begin_any(const Situation& situation, const Config& config, Ports ports,
                             const Intent& intent);

/// The rollback to `container`, a name or id, or to the newest candidate.
Result<Deployment> begin_rollback(const Situation& situation, const Config& config, Ports ports,
                                  const std::optional<std::string>& container,
                                  const Intent& intent);

} // namespace deploy
