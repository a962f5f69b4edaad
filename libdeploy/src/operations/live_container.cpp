// SPDX-License-Identifier: MIT
#include "operations/live_container.hpp"

#include "operations/situation.hpp"

namespace deploy {

Result<Container> live_container(const Config& config, Ports ports) {
    auto situation = look_around(config, ports);
    if (!situation)
        return situation.error();
    if (!situation->route)
        return Error{Errc::precondition,
                     "the proxy does not know " + config.service + ", so no container of it serves",
                     "psyfit-deploy status"};
    if (!situation->incumbent)
        return Error{Errc::precondition,
                     "there is no container behind the route of " + config.service + " (" +
                         situation->route->target + ")",
                     "psyfit-deploy rollback"};
    if (!situation->incumbent->running)
        return Error{Errc::precondition,
                     situation->incumbent->name + ", which the proxy routes to, does not run",
                     "psyfit-deploy rollback"};
    return std::move(*situation->incumbent);
}

} // namespace deploy
