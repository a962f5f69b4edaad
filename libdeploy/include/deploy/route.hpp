// SPDX-License-Identifier: MIT
#pragma once
#include <boost/json/object.hpp>
#include <cstdint>
#include <string>
#include <vector>

namespace deploy {

/// Whether the proxy lets requests through to a service.
enum class Traffic : std::uint8_t { running, paused, stopped };

/// Where the proxy sends the requests of a service, and with which options. Two routes with the
/// same target and options serve alike.
struct Route {
    std::string service;
    std::string target; ///< `host:port`; the host is a container's short id when ours.
    std::vector<std::string> hosts{}; ///< Host names routed; empty means every host.
    bool tls = false;                 ///< The proxy itself ends TLS for these hosts.
    Traffic traffic = Traffic::running;
    std::vector<std::string> other_targets{}; ///< Readers, rollout and further targets in use.
    /// Every option in force, in the proxy's own form; sent back in full on each change.
    boost::json::object options{};

    /// The host part of `target`.
    [[nodiscard]] std::string target_host() const;
    /// The port part of `target`; 80 where none is given, as the proxy does.
    [[nodiscard]] std::uint16_t target_port() const;
    /// The same route to another `host:port`.
    [[nodiscard]] Route to(std::string new_target) const;
};

} // namespace deploy
