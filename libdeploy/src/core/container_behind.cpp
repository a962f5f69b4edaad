// SPDX-License-Identifier: MIT
#include "core/container_behind.hpp"

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

} // namespace

Result<std::optional<Container>> container_behind(Engine& engine, std::string_view host,
                                                  const Networks& networks) {
    if (!is_address(host)) {
        auto named = engine.inspect(host);
        if (!named || *named)
            return named;
    }
    const auto all = engine.summaries();
    if (!all)
        return all.error();
    std::optional<Container> found;
    for (const auto& summary : *all) {
        if (summary.stopped())
            continue;
        auto container = engine.inspect(summary.id);
        if (!container)
            return container;
        if (!*container || !(*container)->running || !answers_to(**container, host, networks))
            continue;
        if (found)
            return Error{Errc::precondition,
                         "the target '" + std::string{host} + "' can be " + found->name + " and " +
                             (*container)->name + ", so it is not known which one serves",
                         "have the proxy route to one of them by its id"};
        found = std::move(*container);
    }
    return found;
}

Result<bool> leads_to(const Route& route, std::string_view id, Engine& engine, Proxy& proxy) {
    const auto host = route.target_host();
    if (host == id.substr(0, 12))
        return true;
    auto endpoint = proxy.endpoint();
    if (!endpoint)
        return endpoint.error();
    auto behind = container_behind(engine, host, endpoint->networks);
    if (!behind)
        return behind.error();
    return *behind && (*behind)->id == id;
}

} // namespace deploy
