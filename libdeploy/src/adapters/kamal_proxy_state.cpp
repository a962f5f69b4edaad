// SPDX-License-Identifier: MIT
#include "adapters/kamal_proxy_state.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value_to.hpp>

namespace deploy {

namespace {

namespace json = boost::json;

Error malformed(std::string_view what) {
    return {Errc::corrupt, "the proxy's state file: " + std::string{what}};
}

/// The strings of an array; null and absent are no strings.
Result<std::vector<std::string>> strings(const json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    if (value == nullptr || value->is_null())
        return std::vector<std::string>{};
    auto list = json::try_value_to<std::vector<std::string>>(*value);
    if (!list)
        return malformed(std::string{key} + " is no list of strings");
    return *list;
}

/// The list `key`, or, in the form of 0.8, the single string `legacy`.
Result<std::vector<std::string>> targets(const json::object& object, std::string_view key,
                                         std::string_view legacy) {
    auto list = strings(object, key);
    const auto* single = object.if_contains(legacy);
    if (list && list->empty() && single != nullptr && single->is_string() &&
        !single->get_string().empty())
        list->emplace_back(single->get_string());
    return list;
}

json::object object_or_empty(const json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    return value != nullptr && value->is_object() ? value->get_object() : json::object{};
}

/// 0.8 kept hosts and path prefixes beside the options.
void take_legacy(json::object& options, const json::object& entry, std::string_view key) {
    const auto* now = options.if_contains(key);
    const auto* before = entry.if_contains(key);
    const bool none = now == nullptr || !now->is_array() || now->get_array().empty();
    if (none && before != nullptr && before->is_array() && !before->get_array().empty())
        options[key] = *before;
}

Result<Traffic> traffic_of(const json::object& entry) {
    const auto controller = object_or_empty(entry, "pause_controller");
    const auto* state = controller.if_contains("state");
    if (state == nullptr || *state == json::value(0))
        return Traffic::running;
    if (*state == json::value(1))
        return Traffic::paused;
    if (*state == json::value(2))
        return Traffic::stopped;
    return malformed("unknown pause state");
}

Result<> add_targets(Route& route, const json::object& entry) {
    auto active = targets(entry, "active_targets", "active_target");
    if (!active)
        return active.error();
    if (active->empty() || active->front().empty())
        return malformed("service '" + route.service + "' has no target");
    route.target = active->front();
    route.other_targets.assign(active->begin() + 1, active->end());
    std::vector<std::pair<std::string_view, std::string_view>> further{{"active_readers", {}}};
    // A rollout target without a split gets no request.
    if (!object_or_empty(entry, "rollout_controller").empty()) {
        further.emplace_back("rollout_targets", "rollout_target");
        further.emplace_back("rollout_readers", std::string_view{});
    }
    for (const auto& [key, legacy] : further) {
        const auto list = targets(entry, key, legacy);
        if (!list)
            return list.error();
        route.other_targets.insert(route.other_targets.end(), list->begin(), list->end());
    }
    return {};
}

Result<> add_options(Route& route, const json::object& entry) {
    auto options = object_or_empty(entry, "options");
    take_legacy(options, entry, "hosts");
    take_legacy(options, entry, "path_prefixes");
    auto hosts = strings(options, "hosts");
    if (!hosts)
        return hosts.error();
    if (*hosts != std::vector<std::string>{""}) // the proxy's way to say: every host
        route.hosts = *hosts;
    const auto* tls = options.if_contains("tls_enabled");
    route.tls = tls != nullptr && *tls == json::value(true);
    route.options = {{"options", std::move(options)},
                     {"target_options", object_or_empty(entry, "target_options")}};
    return {};
}

Result<Route> route_of(const json::object& entry, std::string_view service) {
    Route route;
    route.service = service;
    if (auto added = add_targets(route, entry); !added)
        return added.error();
    if (auto added = add_options(route, entry); !added)
        return added.error();
    const auto traffic = traffic_of(entry);
    if (!traffic)
        return traffic.error();
    route.traffic = *traffic;
    return route;
}

} // namespace

Result<std::optional<Route>> route_from_state(std::string_view state, std::string_view service) {
    boost::system::error_code failed;
    const auto value = json::parse(json::string_view{state.data(), state.size()}, failed);
    if (failed)
        return malformed("no whole JSON (" + std::to_string(state.size()) + " bytes)");
    if (value.is_null()) // what an empty list of services can be in Go
        return std::optional<Route>{};
    if (!value.is_array())
        return malformed("no list of services");
    for (const auto& item : value.get_array()) {
        const auto* entry = item.if_object();
        const auto* name = entry != nullptr ? entry->if_contains("name") : nullptr;
        if (name == nullptr || !name->is_string())
            return malformed("a service without a name");
        if (std::string_view{name->get_string()} != service)
            continue;
        auto route = route_of(*entry, service);
        if (!route)
            return route.error();
        return std::optional<Route>{std::move(*route)};
    }
    return std::optional<Route>{};
}

} // namespace deploy
