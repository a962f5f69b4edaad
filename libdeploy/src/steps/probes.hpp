// SPDX-License-Identifier: MIT
#pragma once
#include <deploy/config.hpp>
#include <deploy/container.hpp>
#include <deploy/prober.hpp>
#include <deploy/proxy.hpp>
#include <deploy/release.hpp>
#include <string>
#include <string_view>

namespace deploy {

/// A request for `path` to the container itself, past the proxy, on the network it shares with it.
[[nodiscard]] Probe direct_probe(const Container& container, const Release& release,
                                 std::string_view path, const Config& config);

/// A request for `path` as a client of the service makes it.
[[nodiscard]] Probe proxied_probe(const ProxyEndpoint& endpoint, const Route& route,
                                  std::string_view path, const Config& config);

} // namespace deploy
