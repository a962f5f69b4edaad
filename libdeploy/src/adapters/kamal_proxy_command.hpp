// SPDX-License-Identifier: MIT
#pragma once
#include <chrono>
#include <deploy/result.hpp>
#include <deploy/route.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace deploy {

/// What a `kamal-proxy deploy` needs beside the route.
struct DeploySettings {
    std::chrono::seconds deploy_timeout{30};
    std::chrono::seconds drain_timeout{30};
    std::string health_path = "/up"; ///< Where the route has none: a first deployment.
    std::string acme_cache{};        ///< The proxy's own default, which need not be said.
};

/// The argument vector of `kamal-proxy deploy` that puts the route in force with every option it
/// has, since the proxy replaces them all. An option of the proxy that this program does not know,
/// and that is in use, is `precondition` and is named: no option is ever dropped in silence.
Result<std::vector<std::string>> deploy_command(const Route& route, const DeploySettings& settings);

/// An exit code above it is this and the signal that ended the command.
inline constexpr int ended_by_signal = 128;

/// What a failed `kamal-proxy` command means, from its words and exit code: `unhealthy`,
/// `conflict`, `unreachable`, `not_found` (no such service), `unknown_outcome` or `precondition`.
/// `container` is the proxy's, for the commands that mend it.
[[nodiscard]] Error command_failure(std::string_view output, int exit_code,
                                    std::string_view container);

/// Whether the name can be a service for the proxy and on its command line.
[[nodiscard]] bool is_service_name(std::string_view name);

} // namespace deploy
