// SPDX-License-Identifier: MIT
#pragma once
#include <chrono>
#include <deploy/container.hpp>
#include <deploy/environment.hpp>
#include <deploy/release.hpp>
#include <deploy/result.hpp>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace deploy {

/// What the user asked for, beyond the configuration.
struct Intent {
    std::optional<std::string> reference{}; ///< `--ref`
    bool pull = true;                       ///< `--no-pull` clears it
    std::optional<std::string> image{};     ///< `--image`: neither pull nor build
    bool rebuild = false;
    std::optional<std::string> id{}; ///< For callers that must know it beforehand.
    bool id_is_new = false;          ///< `id` has just been made: no deployment can have had it.
    bool newer_only = false;         ///< `--newer-only`: no commit that what serves is ahead of.
    bool first = false;              ///< A first deployment is meant
    std::vector<std::string> allowed_environment_changes{};
};

/// One deployment under way: the facts that the journal keeps, and what lives in memory only.
struct Deployment {
    Release release;
    Intent intent{};
    Environment environment{}; ///< Of the candidate; from `capturing` on. Secret.
    ContainerSpec spec{};      ///< The candidate's, but for `env`, which is `environment`.
    Receipt receipt{};
    /// When this process took it over after a crash: calls of an earlier one may be under way.
    std::optional<std::chrono::steady_clock::time_point> resumed_at{};
    /// It may have died just after it asked for the candidate's start.
    bool start_may_come = false;

    /// Makes the facts in `release` durable in the middle of a state; set by the Deployer.
    std::function<Result<>()> save = [] {
        return Result<>{Error{Errc::internal, "nobody keeps the facts of this deployment"}};
    };
};

} // namespace deploy
