// SPDX-License-Identifier: MIT
#include "adapters/kamal_proxy.hpp"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

namespace deploy {

namespace {

namespace json = boost::json;

/// Walks down objects; null where the way ends.
const json::value* find(const json::object& object, std::string_view first,
                        std::string_view second) {
    const auto* outer = object.if_contains(first);
    const auto* inner = outer != nullptr ? outer->if_object() : nullptr;
    return inner != nullptr ? inner->if_contains(second) : nullptr;
}

std::string text(const json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    return value != nullptr && value->is_string() ? std::string{value->get_string()} : "";
}

bool is_port(std::string_view text) {
    return !text.empty() && text.size() <= 5 &&
           text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// One of the proxy's two ways in: how its port inside the container is told.
struct Entrance {
    std::string_view scheme, flag;
    std::array<std::string_view, 2> variables;
    std::string_view port;
};
constexpr Entrance plain{"http", "--http-port", {"KAMAL_PROXY_HTTP_PORT=", "HTTP_PORT="}, "80"};
constexpr Entrance tls{"https", "--https-port", {"KAMAL_PROXY_HTTPS_PORT=", "HTTPS_PORT="}, "443"};

/// The value behind the flag `name`, joined by `=` or the next word; empty where it is not given.
std::string port_in_arguments(const json::array& arguments, std::string_view name) {
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const auto word = arguments[i].is_string() ? std::string_view{arguments[i].get_string()}
                                                   : std::string_view{};
        if (word == name && i + 1 < arguments.size() && arguments[i + 1].is_string())
            return std::string{arguments[i + 1].get_string()};
        if (word.starts_with(name) && word.size() > name.size() && word[name.size()] == '=')
            return std::string{word.substr(name.size() + 1)};
    }
    return {};
}

/// Where the proxy listens inside its container: arguments before variables, as it does.
std::string inner_port(const json::object& container, const Entrance& entrance) {
    if (const auto* arguments = container.if_contains("Args");
        arguments != nullptr && arguments->is_array())
        if (auto port = port_in_arguments(arguments->get_array(), entrance.flag); is_port(port))
            return port;
    const auto* env = find(container, "Config", "Env");
    for (const auto name : entrance.variables)
        if (env != nullptr && env->is_array())
            for (const auto& entry : env->get_array())
                if (entry.is_string() && std::string_view{entry.get_string()}.starts_with(name) &&
                    is_port(std::string_view{entry.get_string()}.substr(name.size())))
                    return std::string{std::string_view{entry.get_string()}.substr(name.size())};
    return std::string{entrance.port};
}

/// Lower is better: what this host certainly reaches comes first.
int rank(std::string_view address) {
    constexpr std::array<std::string_view, 5> order{"127.0.0.1", "0.0.0.0", "", "::1", "::"};
    return static_cast<int>(std::find(order.begin(), order.end(), address) - order.begin());
}

std::string url_host(std::string_view address) {
    if (address.empty() || address == "0.0.0.0")
        return "127.0.0.1";
    if (address == "::")
        return "[::1]";
    const bool v6 = address.find(':') != std::string_view::npos;
    return v6 ? "[" + std::string{address} + "]" : std::string{address};
}

std::string published_url(const json::object& container, const std::string& port,
                          std::string_view scheme) {
    const auto* ports = find(container, "NetworkSettings", "Ports");
    const auto* bindings = ports != nullptr && ports->is_object()
                               ? ports->get_object().if_contains(port + "/tcp")
                               : nullptr;
    if (bindings == nullptr || !bindings->is_array())
        return {};
    const json::object* best = nullptr;
    for (const auto& binding : bindings->get_array())
        if (binding.is_object() && (best == nullptr || rank(text(binding.get_object(), "HostIp")) <
                                                           rank(text(*best, "HostIp"))))
            best = &binding.get_object();
    if (best == nullptr || !is_port(text(*best, "HostPort")))
        return {};
    return std::string{scheme} + "://" + url_host(text(*best, "HostIp")) + ":" +
           text(*best, "HostPort");
}

std::string inner_url(const json::object& networks, const std::string& port,
                      std::string_view scheme) {
    if (networks.contains("host"))
        return std::string{scheme}.append("://127.0.0.1:").append(port);
    for (const auto& pair : networks)
        if (pair.value().is_object())
            if (const auto address = text(pair.value().get_object(), "IPAddress"); !address.empty())
                return std::string{scheme}.append("://").append(address).append(":").append(port);
    return {};
}

/// Where this host reaches the entrance; empty where it cannot.
std::string url_of(const json::object& container, const json::object& networks,
                   const Entrance& entrance) {
    const auto port = inner_port(container, entrance);
    auto url = published_url(container, port, entrance.scheme);
    return url.empty() ? inner_url(networks, port, entrance.scheme) : url;
}

std::string without_trailing_slash(std::string_view url) {
    while (url.ends_with('/'))
        url.remove_suffix(1);
    return std::string{url};
}

} // namespace

Result<ProxyEndpoint> endpoint_of(const json::object& container, std::string_view configured_url) {
    ProxyEndpoint endpoint;
    endpoint.container_id = text(container, "Id");
    const auto* value = find(container, "NetworkSettings", "Networks");
    const auto networks =
        value != nullptr && value->is_object() ? value->get_object() : json::object{};
    for (const auto& pair : networks)
        endpoint.networks.emplace_back(pair.key());
    endpoint.url = without_trailing_slash(configured_url);
    if (endpoint.url.empty())
        endpoint.url = url_of(container, networks, plain);
    endpoint.tls_url = configured_url.empty() ? url_of(container, networks, tls) : endpoint.url;
    if (endpoint.url.empty())
        return Error{Errc::precondition,
                     "the proxy publishes no port for HTTP and has no address on any network",
                     "set `proxy.url` to where the proxy answers"};
    return endpoint;
}

} // namespace deploy
