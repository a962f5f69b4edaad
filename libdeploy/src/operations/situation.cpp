// SPDX-License-Identifier: MIT
#include "operations/situation.hpp"

#include <algorithm>
#include <arpa/inet.h>

namespace deploy {
namespace {

bool is_address(std::string_view host) {
    in_addr parsed{};
    return inet_pton(AF_INET, std::string{host}.c_str(), &parsed) == 1;
}

using Networks = std::vector<std::string>;

/// As the proxy sees it, which resolves names on its own networks only.
bool answers_to(const Container& container, std::string_view host, const Networks& networks) {
    return std::ranges::any_of(container.attachments, [&](const Attachment& attachment) {
        return std::ranges::find(networks, attachment.network) != networks.end() &&
               (attachment.address == host ||
                std::ranges::find(attachment.aliases, host) != attachment.aliases.end());
    });
}

Error not_running_as_asked(const Route& route, const Config& config) {
    const bool paused = route.traffic == Traffic::paused;
    return {Errc::precondition,
            "the proxy holds back the requests of " + route.service + " (it is " +
                (paused ? "paused" : "stopped") + "), so nothing could be proven",
            "docker exec " + config.proxy.container + " kamal-proxy resume " + route.service};
}

} // namespace

Result<std::optional<Container>> container_behind(Engine& engine, std::string_view host,
                                                  const Networks& networks) {
    if (!is_address(host)) {
        auto named = engine.inspect(host);
        if (!named || *named)
            return named;
    }
    auto all = engine.list("", "");
    if (!all)
        return all.error();
    std::optional<Container> found;
    for (auto& container : *all) {
        if (!container.running || !answers_to(container, host, networks))
            continue;
        if (found)
            return Error{Errc::precondition,
                         "the target '" + std::string{host} + "' can be " + found->name + " and " +
                             container.name + ", so it is not known which one serves",
                         "have the proxy route to one of them by its id"};
        found = std::move(container);
    }
    return found;
}

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
