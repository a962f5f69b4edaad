// SPDX-License-Identifier: MIT
// A proxy that is open to the world ends TLS itself, with certificates that it fetches.
#include "operations/holder.hpp"
#include "operations/setup_parts.hpp"
#include "operations/situation.hpp"

#include <deploy/lock.hpp>

namespace deploy {
namespace {

/// The proxy fetches a certificate while the first client of its host waits.
constexpr std::chrono::seconds time_to_fetch{30};

/// Why the proxy can fetch no certificate for these; empty: it can.
std::string why_none(const std::vector<std::string>& hosts) {
    if (hosts.empty())
        return "the service is routed for every host, and a certificate is for named ones";
    for (const auto& host : hosts)
        if (host.starts_with('*'))
            return "the proxy cannot fetch a certificate for " + host;
    return {};
}

/// Why a host is not served by https; empty: all of them are.
std::string not_served(const SetupContext& context, const Route& route) {
    const auto endpoint = context.ports.proxy.endpoint();
    if (!endpoint)
        return endpoint.error().message;
    if (endpoint->tls_url.empty())
        return context.config.proxy.container + " publishes no port for it";
    for (const auto& host : route.hosts) {
        const auto answer =
            context.ports.prober.get({.url = endpoint->tls_url + context.config.health.path,
                                      .host = host,
                                      .timeout = time_to_fetch});
        if (!answer)
            return host + " is not served by https: " + answer.error().message;
    }
    return {};
}

/// Establishes the route; where the answer is lost, what is in force tells.
Result<> put(const SetupContext& context, const Route& route) {
    auto& proxy = context.ports.proxy;
    std::string operation;
    auto moved = proxy.route_to(route, [&](std::string_view name) {
        operation = name;
        return Result<>{};
    });
    if (moved || !moved.error().is(Errc::unknown_outcome))
        return moved;
    if (auto settled = proxy.settle(operation); !settled)
        return settled;
    const auto now = proxy.route(route.service);
    if (!now)
        return now.error();
    return *now && (*now)->tls == route.tls ? Result<>{} : moved;
}

std::string look_up(const Route& route) {
    return "getent hosts " + (route.hosts.empty() ? "NAME" : route.hosts.front()) +
           "   # has to lead here, 80 and 443 open to the world";
}

SetupPart no_certificate(const Route& route, const std::string& why) {
    return {.name = {},
            .state = SetupState::for_a_person,
            .detail = "the proxy got no certificate, and serves without TLS as before: " + why,
            .steps = {look_up(route), "psyfit-deploy setup --public   # then TLS is served, too"}};
}

/// A route that ends TLS stays so, also where a setup was killed before the certificate came:
/// browsers that once had https would not go back, and the proxy asks again when clients come.
SetupPart keep_tls(const SetupContext& context, const Route& route) {
    const auto why = context.only_told() ? std::string{} : not_served(context, route);
    if (why.empty())
        return kept(listed(route.hosts));
    const auto& proxy = context.config.proxy.container;
    return {.name = {},
            .state = SetupState::for_a_person,
            .detail = proxy + " ends TLS, and " + why,
            .steps = {look_up(route), "docker logs " + proxy + "   # says why no certificate comes",
                      "psyfit-deploy setup --public   # looks again"}};
}

/// With TLS clients of http are sent to https, so a route without a certificate goes back.
Result<SetupPart> end_tls(const SetupContext& context) {
    const auto& config = context.config;
    const auto held = HostLock::acquire(lock_file(config), purpose("setup", config),
                                        std::chrono::seconds{0}, context.stop);
    if (!held)
        return held.error();
    const auto situation = look_around(config, context.ports);
    if (!situation)
        return situation.error();
    if (!situation->route)
        return left_out("nothing serves");
    if (situation->endpoint.tls_url.empty())
        return left_out(config.proxy.container + " publishes no port for it");
    if (auto can = check_replaceable(*situation, config); !can)
        return can.error();
    auto route = *situation->route;
    route.tls = true;
    if (auto routed = put(context, route); !routed)
        return routed.error();
    const auto why = not_served(context, route);
    if (why.empty())
        return context.done(listed(route.hosts) + ", by the proxy");
    if (auto back = put(context, *situation->route); !back)
        return back.error().within("take TLS back, for which there is no certificate");
    return no_certificate(route, why);
}

} // namespace

Result<SetupPart> set_up_tls(const SetupContext& context) {
    const auto& config = context.config;
    if (context.request.entrance != Entrance::open)
        return left_out("the web server in front ends it");
    if (config.proxy.tls == "none")
        return left_out("proxy.tls is none");
    const auto route = context.ports.proxy.route(config.service);
    if (!route && !context.only_told())
        return route.error();
    const bool routed = route && *route;
    if (!routed && !context.only_told())
        return left_out("nothing serves");
    if (routed && (*route)->tls)
        return keep_tls(context, **route);
    const auto& hosts = routed ? (*route)->hosts : config.proxy.hosts;
    if (const auto why = why_none(hosts); !why.empty())
        return left_out(why);
    if (context.only_told())
        return context.done(listed(hosts) + ", by the proxy, with certificates that it fetches");
    return end_tls(context);
}

} // namespace deploy
