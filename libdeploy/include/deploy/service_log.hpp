// SPDX-License-Identifier: MIT
#pragma once
#include <deploy/config.hpp>
#include <deploy/host.hpp>
#include <optional>
#include <string>

namespace deploy {

/// The last lines that a container of the service has written.
struct ServiceLog {
    Container container;
    std::string text; ///< Safe to show: control bytes neutralised, its own secrets replaced.
};

/// Of the container that serves, running or not, or of the one named by `container` (name or id). A
/// container that is none of the service is `invalid_input`; where nothing serves, `precondition`.
/// Reads only; takes no lock. `lines` is at least 1; the engine gives at most 256 KiB.
Result<ServiceLog> service_log(const Config& config, Ports ports,
                               const std::optional<std::string>& container, int lines);

} // namespace deploy
