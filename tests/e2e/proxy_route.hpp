// SPDX-License-Identifier: MIT
#pragma once
#include "helpers/program.hpp"

#include <string>

namespace deploy::test {

/// What kamal-proxy does with the requests of one service; all empty where it has no such service.
struct ProxyRoute {
    std::string target;  ///< Address or name, and port.
    std::string options; ///< Of the service and its target, as JSON.
};

/// From the proxy's own state file, which costs nothing to read and is written with each change.
/// Waits while the proxy writes it, and throws where the proxy does not run.
[[nodiscard]] ProxyRoute proxy_route(const std::string& proxy, const std::string& service);

/// Names of all services that it knows.
[[nodiscard]] Words routed_services(const std::string& proxy);

} // namespace deploy::test
