// SPDX-License-Identifier: MIT
#include "steps/probes.hpp"

namespace deploy {
namespace {

std::string host_of(const Route& route) { return route.hosts.empty() ? "" : route.hosts.front(); }

std::string address(const Container& container, const Config& config) {
    if (auto shared = container.address_on(config.container.network))
        return *shared;
    return container.attachments.empty() ? "" : container.attachments.front().address;
}

} // namespace

Probe direct_probe(const Container& container, const Release& release, std::string_view path,
                   const Config& config) {
    return {.url = "http://" + address(container, config) + ":" + std::to_string(release.port) +
                   std::string{path},
            .host = host_of(release.route),
            .timeout = config.health.timeout};
}

Probe proxied_probe(const ProxyEndpoint& endpoint, const Route& route, std::string_view path,
                    const Config& config) {
    return {.url = (route.tls ? endpoint.tls_url : endpoint.url) + std::string{path},
            .host = host_of(route),
            .timeout = config.health.timeout};
}

} // namespace deploy
