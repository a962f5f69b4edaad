// SPDX-License-Identifier: MIT
#include "adapters/docker_engine.hpp"
#include "adapters/docker_json.hpp"
#include "support/json_fields.hpp"
#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <fstream>

namespace deploy {

namespace {

std::string container_path(std::string_view reference, std::string_view rest) {
    return "/containers/" + DockerClient::escape(reference) + std::string{rest};
}

/// From the kernel of this host, which is the engine's: 0 when it does not tell.
void read_memory(EngineInfo& info) {
    std::ifstream file{"/proc/meminfo"};
    std::string key;
    std::int64_t kibibytes = 0;
    std::string rest;
    while (file >> key >> kibibytes && std::getline(file, rest))
        if (key == "MemTotal:")
            info.memory_total = kibibytes * 1024;
        else if (key == "MemAvailable:")
            info.memory_available = kibibytes * 1024;
}

/// `Docker/20.10.24 (linux)` to `20.10.24`. /info and /version tell it too, and ask all parts of
/// the engine first.
std::string version_in(std::string_view server) {
    server.remove_prefix(std::min(server.find('/') + 1, server.size()));
    return std::string{server.substr(0, server.find(' '))};
}

std::string filter_of(std::string_view label, std::string_view value) {
    if (label.empty())
        return {};
    auto wanted = std::string{label};
    if (!value.empty())
        wanted.append("=").append(value);
    const boost::json::object filters{{"label", boost::json::array{wanted}}};
    return "&filters=" + DockerClient::escape(boost::json::serialize(filters));
}

} // namespace

Error engine_refusal(std::string_view what, const DockerResponse& response) {
    const auto text = std::string{what} + ": the Docker Engine says: " + response.message();
    if (response.status == 404)
        return {Errc::not_found, text};
    if (response.status == 409)
        return {Errc::conflict, text};
    return {Errc::refused, text};
}

/// For a change that may be made twice.
Result<DockerResponse> DockerEngine::send_again(const DockerRequest& request) {
    auto response = client_.send(request);
    if (!response && response.error().is(Errc::unknown_outcome))
        return client_.send(request);
    return response;
}

/// The answer as JSON; nothing if the thing does not exist.
Result<std::optional<boost::json::value>> DockerEngine::read(const std::string& path) {
    const auto response = client_.send({.path = path});
    if (!response)
        return response.error();
    if (response->status == 404)
        return std::nullopt;
    if (!response->ok())
        return engine_refusal("read " + path, *response);
    auto value = response->json();
    if (!value)
        return value.error();
    return std::move(*value);
}

Result<EngineInfo> DockerEngine::info() {
    const auto api = client_.api_version();
    if (!api)
        return api.error();
    const auto answer = client_.send({.path = "/_ping"});
    if (!answer)
        return answer.error();
    if (!answer->ok())
        return engine_refusal("ask the engine whether it is there", *answer);
    EngineInfo info{.version = version_in(answer->server), .api_version = *api};
    read_memory(info);
    return info;
}

Result<std::vector<EngineComponent>> DockerEngine::components() {
    const auto answer = read("/version");
    if (!answer)
        return answer.error();
    return *answer ? components_from_json(**answer) : std::vector<EngineComponent>{};
}

Result<std::optional<Container>> DockerEngine::inspect(std::string_view reference) {
    if (reference.empty())
        return std::nullopt;
    const auto answer = read(container_path(reference, "/json"));
    if (!answer)
        return answer.error();
    if (!*answer)
        return std::nullopt;
    auto container = container_from_json(**answer);
    if (!container)
        return container.error();
    return std::move(*container);
}

/// The ids in the engine's list of containers, in its order: newest first.
Result<std::vector<std::string>> DockerEngine::listed(std::string_view label,
                                                      std::string_view value) {
    const auto items = read_list("/containers/json?all=1" + filter_of(label, value));
    if (!items)
        return items.error();
    std::vector<std::string> found;
    for (const auto& item : *items)
        if (const auto* object = item.if_object())
            found.push_back(fields::text(*object, "Id"));
    return found;
}

Result<std::set<std::string, std::less<>>> DockerEngine::ids() {
    const auto found = listed("", "");
    if (!found)
        return found.error();
    return std::set<std::string, std::less<>>{found->begin(), found->end()};
}

Result<std::vector<Container>> DockerEngine::list(std::string_view label, std::string_view value) {
    const auto found = listed(label, value);
    if (!found)
        return found.error();
    std::vector<Container> containers;
    for (const auto& id : *found) {
        auto container = inspect(id);
        if (!container)
            return container.error();
        if (*container) // else removed meanwhile
            containers.push_back(std::move(**container));
    }
    return containers;
}

Result<std::string> DockerEngine::logs(std::string_view id, int lines) {
    constexpr std::size_t most = std::size_t{256} << 10U;
    const auto query = "/logs?stdout=1&stderr=1&tail=" + std::to_string(lines);
    const auto response = client_.send({.path = container_path(id, query)});
    if (!response)
        return response.error();
    if (!response->ok())
        return engine_refusal("read the log of " + std::string{id}, *response);
    auto text = demultiplex(response->body);
    if (text.size() > most)
        text.erase(0, text.size() - most);
    return text;
}

Result<std::optional<Image>> DockerEngine::image(std::string_view reference) {
    if (reference.empty())
        return std::nullopt;
    const auto answer = read("/images/" + DockerClient::escape(reference) + "/json");
    if (!answer)
        return answer.error();
    if (!*answer)
        return std::nullopt;
    auto image = image_from_json(**answer);
    if (!image)
        return image.error();
    return std::move(*image);
}

Result<bool> DockerEngine::has_network(std::string_view name) {
    if (name.empty())
        return false;
    const auto answer = read("/networks/" + DockerClient::escape(name));
    if (!answer)
        return answer.error();
    const auto* network = *answer ? (*answer)->if_object() : nullptr;
    // The engine also takes the beginning of an id for a name.
    return network != nullptr && fields::text(*network, "Name") == name;
}

} // namespace deploy
