// SPDX-License-Identifier: MIT
#pragma once
#include <deploy/config.hpp>
#include <deploy/container.hpp>
#include <deploy/host.hpp>
#include <deploy/result.hpp>
#include <optional>

namespace deploy {

/// What the proxy and the engine say about the service before anything is changed.
struct Situation {
    ProxyEndpoint endpoint;
    std::optional<Route> route;         ///< Nothing where the proxy does not know the service.
    std::optional<Container> incumbent; ///< The container that the route leads to.
};

/// Looks without judging; only an engine or a proxy that is not there is an Error.
Result<Situation> look_around(const Config& config, Ports ports);

/// Fails with `precondition` where a replacement of what serves now cannot succeed.
Result<> check_replaceable(const Situation& situation, const Config& config);

/// Fails with `precondition` where the shared network is missing or the proxy is not on it.
Result<> check_network(const Situation& situation, const Config& config, Engine& engine);

} // namespace deploy
