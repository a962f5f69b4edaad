// SPDX-License-Identifier: MIT
#include "adapters/kamal_proxy.hpp"
#include "adapters/kamal_proxy_state.hpp"

// How the route in force is read from the proxy's state file.

namespace deploy {

namespace {

namespace json = boost::json;
using std::chrono::milliseconds;

constexpr std::size_t state_limit = std::size_t{4} << 20U;
constexpr int read_attempts = 6;
constexpr milliseconds read_pause{20};

Error no_state_file(std::string_view service) {
    return {Errc::precondition,
            "the proxy serves '" + std::string{service} +
                "' but its state file, which has the options in force, was not found",
            "set `proxy.state_file` to its path in the proxy's container (it ends in "
            "kamal-proxy.state)"};
}

Error unreadable_state(const Error& error) {
    return {Errc::corrupt, error.message,
            "a restart of the proxy would lose its routes; have it write the file anew: "
            "`kamal-proxy resume <service>` in its container"};
}

} // namespace

std::optional<std::string> KamalProxy::read_directly(const std::string& path) const {
    return seen_ && seen_->root ? seen_->root->read(path, state_limit) : std::nullopt;
}

/// The content of a file in the container; nothing where there is none.
Result<std::optional<std::string>> KamalProxy::read_file(const std::string& path) {
    if (auto content = read_directly(path))
        return content;
    const auto answer =
        client_.send({.path = "/containers/" + DockerClient::escape(config_.container) +
                              "/archive?path=" + DockerClient::escape(path),
                      .max_body = state_limit});
    if (!answer)
        return answer.error().within("read the proxy's state");
    if (answer->status == 404)
        return std::optional<std::string>{};
    if (!answer->ok())
        return Error{Errc::refused,
                     "read the proxy's state: the engine says: " + answer->message()};
    auto content = file_in_tar(answer->body);
    if (!content)
        return content.error().within(path);
    return std::optional{std::move(*content)};
}

/// The path of the state file; nothing where there is none.
Result<std::optional<std::string>> KamalProxy::state_file() {
    const auto seen = look();
    if (!seen)
        return seen.error();
    if ((*seen)->state_file)
        return (*seen)->state_file;
    const auto* config = (*seen)->description.if_contains("Config");
    const auto paths = state_file_candidates(
        config_.state_file,
        config != nullptr && config->is_object() ? config->get_object() : json::object{});
    for (const auto& path : paths) {
        if (read_directly(path))
            return seen_->state_file = path;
        const auto answer =
            client_.send({.method = "HEAD",
                          .path = "/containers/" + DockerClient::escape(config_.container) +
                                  "/archive?path=" + DockerClient::escape(path)});
        if (!answer)
            return answer.error().within("look for the proxy's state");
        if (answer->ok())
            return seen_->state_file = path;
    }
    return std::optional<std::string>{};
}

/// The proxy truncates and writes the file in place: what is half written now is whole in a moment.
Result<std::optional<Route>> KamalProxy::read_route(const std::string& path,
                                                    std::string_view service) {
    for (int attempt = 1;; ++attempt) {
        const auto content = read_file(path);
        const auto found = content ? *content : std::nullopt;
        if (content && !found)
            return std::optional<Route>{};
        auto route = found ? route_from_state(*found, service)
                           : Result<std::optional<Route>>{Error{content.error()}};
        const bool damaged = !route && route.error().is(Errc::corrupt);
        const bool passing = damaged || (!route && route.error().is(Errc::unknown_outcome));
        if (!passing || attempt == read_attempts)
            return damaged ? unreadable_state(route.error()) : route;
        pause(read_pause);
    }
}

Result<std::optional<Route>> KamalProxy::route(std::string_view service) {
    const auto path = state_file();
    if (!path)
        return path.error();
    auto route =
        *path ? read_route(**path, service) : Result<std::optional<Route>>{no_state_file(service)};
    const bool told = route || (*path && !route.error().is(Errc::corrupt));
    if (told)
        return route;
    // One that started without a whole file has no routes; one that runs on has them in memory.
    const auto known = lists(service);
    if (!known)
        return known.error();
    return *known ? route : std::optional<Route>{};
}

} // namespace deploy
