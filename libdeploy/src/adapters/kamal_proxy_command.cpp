// SPDX-License-Identifier: MIT
#include "adapters/kamal_proxy_command.hpp"

#include "adapters/kamal_proxy_options.hpp"
#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <utility>

namespace deploy {

namespace {

namespace json = boost::json;
using Arguments = std::vector<std::string>;

/// The object of that name; empty where absent.
Result<json::object> part(const json::object& whole, std::string_view name) {
    const auto* value = whole.if_contains(name);
    if (value == nullptr || value->is_null())
        return json::object{};
    if (!value->is_object())
        return option_refused(name, "is not of the kind we know");
    return value->get_object();
}

/// An interval of zero would end the whole proxy process.
Result<> check_health(const json::object& health) {
    const auto* interval = health.if_contains("interval");
    if (interval != nullptr && interval->is_int64() && interval->get_int64() <= 0)
        return Error{Errc::precondition,
                     "the proxy's health check interval is not above zero, which would end the "
                     "proxy itself on the next switch",
                     "set it with a `kamal-proxy deploy … --health-check-interval=1s` of your own"};
    return {};
}

Result<> check_route(const Route& route) {
    if (!is_service_name(route.service))
        return Error{Errc::invalid_input, "'" + route.service + "' cannot be a service's name"};
    if (route.target.empty() || !fits_in_list(route.target))
        return Error{Errc::internal, "'" + route.target + "' cannot be a target"};
    if (!route.other_targets.empty())
        return Error{Errc::precondition,
                     "the service has further targets in use (" + route.other_targets.front() +
                         "): a switch would not move all its requests, or would drop them",
                     "end the rollout (kamal-proxy rollout stop " + route.service +
                         "), or deploy it with a single target"};
    for (const auto& pair : route.options)
        if (pair.key() != "options" && pair.key() != "target_options" && !is_unset(pair.value()))
            return option_refused(pair.key(), "is not known to this program");
    return {};
}

/// The options of the route with what a first deployment lacks filled in.
Result<json::object> service_part(const Route& route, const DeploySettings& settings) {
    auto options = part(route.options, "options");
    if (!options)
        return options;
    if (!options->contains("hosts"))
        options->emplace("hosts", json::array(route.hosts.begin(), route.hosts.end()));
    if (route.tls)
        options->insert_or_assign("tls_enabled", true);
    if (const auto* cache = options->if_contains("acme_cache_path");
        cache != nullptr && *cache == json::value(settings.acme_cache))
        options->erase("acme_cache_path");
    return options;
}

} // namespace

bool is_service_name(std::string_view name) {
    constexpr std::string_view later =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";
    return !name.empty() && later.find(name.front()) < later.size() - 3 &&
           name.find_first_not_of(later) == std::string_view::npos;
}

Result<Arguments> deploy_command(const Route& route, const DeploySettings& settings) {
    if (auto checked = check_route(route); !checked)
        return checked.error();
    const auto service = service_part(route, settings);
    const auto target = part(route.options, "target_options");
    auto health = target ? part(*target, "health_check_config") : target;
    for (const auto* read : {&service, &target, &std::as_const(health)})
        if (!*read)
            return read->error();
    if (!health->contains("path"))
        health->emplace("path", settings.health_path);
    if (auto checked = check_health(*health); !checked)
        return checked.error();

    Arguments arguments{"kamal-proxy", "deploy", route.service, flag("--target", route.target)};
    for (const auto& added : {add_options(arguments, ProxyOptions::service, *service),
                              add_options(arguments, ProxyOptions::target, *target),
                              add_options(arguments, ProxyOptions::health, *health)})
        if (!added)
            return added.error();
    arguments.push_back(
        flag("--deploy-timeout", std::to_string(settings.deploy_timeout.count()) + "s"));
    arguments.push_back(
        flag("--drain-timeout", std::to_string(settings.drain_timeout.count()) + "s"));
    return arguments;
}

} // namespace deploy
