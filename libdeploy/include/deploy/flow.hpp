// SPDX-License-Identifier: MIT
#pragma once
#include <chrono>
#include <deploy/config.hpp>
#include <deploy/deployer.hpp>
#include <deploy/deployment.hpp>
#include <deploy/host.hpp>
#include <optional>
#include <stop_token>
#include <string>

namespace deploy {

/// What a run was asked for.
struct RunOptions {
    Intent intent{};
    std::chrono::seconds patience{0}; ///< How long to wait for the host lock.
};

/// Puts a new version live: takes the host lock, finishes what a crash left, checks that a
/// deployment can succeed (an Error means that nothing was touched), then runs the lifecycle.
Result<Outcome> deploy(const Config& config, Ports ports, const RunOptions& options,
                       Observer& observer, std::stop_token stop);

/// Puts a container that was live before back in service: the newest one, or the one named by
/// `container` (name or id). An unknown, foreign or running one is `invalid_input`, and the message
/// lists the possible ones.
Result<Outcome> roll_back(const Config& config, Ports ports,
                          const std::optional<std::string>& container, const RunOptions& options,
                          Observer& observer, std::stop_token stop);

/// What `recover` did.
struct Recovery {
    std::optional<Outcome> finished{}; ///< The deployment that a crash had left.
    bool route_restored = false;       ///< The proxy had lost the route of what was live.
    /// Containers that came or started only after their deployment had been turned back, by name:
    /// removed, or, in a rollback, stopped.
    std::vector<std::string> cleared{};
    std::optional<Error> trouble{}; ///< After that: what the proxy routes to does not run.

    /// Nothing was to be recovered.
    [[nodiscard]] bool nothing() const { return !finished && !route_restored && cleared.empty(); }
};

/// Finishes what a crash left, and gives the proxy back the route that it lost. Idempotent: with
/// nothing to do it writes and changes nothing. `precondition` where it cannot, and where nothing
/// was to be done and what the proxy routes to does not run.
Result<Recovery> recover(const Config& config, Ports ports, const RunOptions& options,
                         Observer& observer, std::stop_token stop);

/// The lock file of the proxy host; one for every service behind the same proxy.
[[nodiscard]] std::filesystem::path lock_file(const Config& config);

} // namespace deploy
