// SPDX-License-Identifier: MIT
#pragma once
#include <deploy/config.hpp>
#include <deploy/deployment.hpp>
#include <deploy/engine.hpp>
#include <deploy/result.hpp>
#include <optional>
#include <string>

namespace deploy {

/// What a candidate is made of.
struct Captured {
    ContainerSpec spec; ///< Without its environment.
    Environment environment;
    EnvironmentChange change;
};

/// Reads the incumbent's settings and environment from the engine and derives the candidate's from
/// them; in a first deployment, from the configuration and its environment file. Protected keys
/// are guarded. Reads only.
Result<Captured> capture(const Release& release, const Config& config, Engine& engine,
                         const std::optional<std::string>& master_key,
                         const std::vector<std::string>& allowed);

} // namespace deploy
