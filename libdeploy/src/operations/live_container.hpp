// SPDX-License-Identifier: MIT
#pragma once
#include <deploy/config.hpp>
#include <deploy/container.hpp>
#include <deploy/host.hpp>
#include <deploy/result.hpp>

namespace deploy {

/// The running container that the proxy routes the service to; `precondition` where there is none.
Result<Container> live_container(const Config& config, Ports ports);

} // namespace deploy
