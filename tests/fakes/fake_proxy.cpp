// SPDX-License-Identifier: MIT
#include "fakes/fake_host.hpp"

namespace deploy::test {

Result<ProxyEndpoint> FakeProxy::endpoint() {
    auto acted = host_.faults.act("proxy.endpoint", [] { return Result<>{}; });
    if (!acted)
        return acted.error();
    return ProxyEndpoint{.url = "http://proxy",
                         .tls_url = host_.tls_url,
                         .container_id = "proxy",
                         .networks = {"kamal"}};
}

Result<std::optional<Route>> FakeProxy::route(std::string_view /*service*/) {
    auto acted = host_.faults.act("proxy.route", [] { return Result<>{}; });
    if (!acted)
        return acted.error();
    return host_.route;
}

void FakeProxy::arrive(const Route& route) {
    host_.route = route;
    auto* const target = host_.routed();
    if (target != nullptr && host_.candidate == Candidate::dies_under_traffic &&
        host_.is_candidate(*target))
        FakeHost::end(*target, 1);
}

Result<> FakeProxy::route_to(const Route& route, const OperationSink& begun) {
    ++host_.mutations;
    if (auto noted = begun("operation-1"); !noted)
        return noted.error();
    return host_.faults.act(
        "proxy.route_to",
        [&]() -> Result<> {
            const auto* const target = host_.find(route.target_host());
            if (target == nullptr || !target->running)
                return Error{Errc::unhealthy, "target failed to become healthy"};
            arrive(route);
            return {};
        },
        [&] { host_.late_route = route; });
}

Result<> FakeProxy::settle(std::string_view operation) {
    host_.settled.emplace_back(operation);
    return host_.faults.act("proxy.settle", [&]() -> Result<> {
        if (host_.late_route)
            arrive(*std::exchange(host_.late_route, std::nullopt));
        return {};
    });
}

Result<> FakeProxy::remove_route(std::string_view /*service*/) {
    ++host_.mutations;
    return host_.faults.act("proxy.remove_route", [&]() -> Result<> {
        host_.route.reset();
        return {};
    });
}

Result<std::optional<Passage>> FakeProxy::passage(std::string_view /*request_id*/,
                                                  std::chrono::system_clock::time_point /*since*/) {
    auto acted = host_.faults.act("proxy.passage", [] { return Result<>{}; });
    if (!acted)
        return acted.error();
    if (!host_.route)
        return std::optional<Passage>{};
    return std::optional{Passage{.target = host_.route->target, .status = 200}};
}

} // namespace deploy::test
