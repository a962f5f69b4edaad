// SPDX-License-Identifier: MIT
#pragma once
#include <deploy/container.hpp>
#include <deploy/engine.hpp>
#include <deploy/proxy.hpp>
#include <deploy/result.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace deploy {

/// The container behind a target's host: an id, a name, an alias or an address.
Result<std::optional<Container>> container_behind(Engine& engine, std::string_view host,
                                                  const std::vector<std::string>& networks);

/// Whether the route leads to the container of this full id, however its target names it. Nothing
/// is asked where that is the short id.
Result<bool> leads_to(const Route& route, std::string_view id, Engine& engine, Proxy& proxy);

} // namespace deploy
