// SPDX-License-Identifier: MIT
#include "operations/situation.hpp"

#include "core/container_behind.hpp"

#include <algorithm>

namespace deploy {
namespace {

Error not_running_as_asked(const Route& route, const Config& config) {
    const bool paused = route.traffic == Traffic::paused;
    return {Errc::precondition,
            "the proxy holds back the requests of " + route.service + " (it is " +
                (paused ? "paused" : "stopped") + "), so nothing could be proven",
            "docker exec " + config.proxy.container + " kamal-proxy resume " + route.service};
}

} // namespace

Result<Situation> look_around(const Config& config, Ports ports) {
    auto endpoint = ports.proxy.endpoint();
    if (!endpoint)
        return endpoint.error();
    Situation out{.endpoint = std::move(*endpoint), .route = {}, .incumbent = {}};
    auto route = ports.proxy.route(config.service);
    if (!route)
        return route.error();
    out.route = std::move(*route);
    if (!out.route)
        return out;
    auto incumbent =
        container_behind(ports.engine, out.route->target_host(), out.endpoint.networks);
    if (!incumbent)
        return incumbent.error();
    out.incumbent = std::move(*incumbent);
    return out;
}

Result<> check_replaceable(const Situation& situation, const Config& config) {
    const auto& route = *situation.route;
    if (route.traffic != Traffic::running)
        return not_running_as_asked(route, config);
    if (!route.other_targets.empty())
        return Error{Errc::precondition,
                     "the proxy routes " + route.service + " to further targets (" +
                         route.other_targets.front() +
                         " …: readers, several targets or a rollout), which one deployment cannot "
                         "replace",
                     "docker exec " + config.proxy.container + " kamal-proxy list"};
    return {};
}

Result<> check_network(const Situation& situation, const Config& config, Engine& engine) {
    const auto& network = config.container.network;
    auto exists = engine.has_network(network);
    if (!exists)
        return exists.error();
    if (!*exists)
        return Error{Errc::precondition, "there is no network '" + network + "'",
                     "docker network create " + network};
    if (std::ranges::find(situation.endpoint.networks, network) ==
        situation.endpoint.networks.end())
        return Error{Errc::precondition,
                     "the proxy " + config.proxy.container + " is not on the network '" + network +
                         "', so it cannot reach a candidate by its id",
                     "docker network connect " + network + " " + config.proxy.container};
    return {};
}

} // namespace deploy
