// SPDX-License-Identifier: MIT
#include "e2e/engine_api.hpp"

#include "adapters/docker_client.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/value_to.hpp>
#include <cstdlib>
#include <stdexcept>
#include <string_view>

namespace deploy::test::engine_api {
namespace {

namespace json = boost::json;

std::string socket_in_use() {
    constexpr std::string_view unix_socket = "unix://";
    const char* const host = std::getenv("DOCKER_HOST");
    if (host == nullptr || *host == '\0')
        return "/var/run/docker.sock";
    const std::string_view url{host};
    if (!url.starts_with(unix_socket))
        throw std::runtime_error{"the tests need an engine on a unix socket, not " +
                                 std::string{url}};
    return std::string{url.substr(unix_socket.size())};
}

std::optional<DockerResponse> send(const std::string& method, const std::string& path) {
    const auto answer = DockerClient{socket_in_use()}.send({.method = method, .path = path});
    if (!answer)
        throw std::runtime_error{answer.error().message};
    if (answer->status == 404)
        return std::nullopt;
    if (!answer->ok())
        throw std::runtime_error{method + " " + path + ": " + answer->message()};
    return *answer;
}

std::string label(const json::object& container, std::string_view key) {
    const auto* labels = container.at("Labels").if_object();
    const auto* found = labels == nullptr ? nullptr : labels->if_contains(key);
    return found == nullptr ? std::string{} : json::value_to<std::string>(*found);
}

Container container_of(const json::object& listed) {
    Container one{.id = json::value_to<std::string>(listed.at("Id")),
                  .name = {},
                  .status = json::value_to<std::string>(listed.at("State")),
                  .address = "-",
                  .revision = label(listed, "org.opencontainers.image.revision"),
                  .marks = {"psyfit-test-" + label(listed, "psyfit.test"),
                            label(listed, "psyfit.deploy.service")}};
    for (const auto& name : listed.at("Names").as_array())
        one.name = json::value_to<std::string>(name).substr(1);
    one.marks.push_back(one.name);
    for (const auto& network : listed.at("NetworkSettings").at("Networks").as_object()) {
        one.marks.emplace_back(network.key());
        if (const auto& address = network.value().at("IPAddress").as_string(); !address.empty())
            one.address = address;
    }
    return one;
}

} // namespace

std::optional<json::value> get(const std::string& path) {
    const auto answer = send("GET", path);
    if (!answer)
        return std::nullopt;
    auto value = answer->json();
    if (!value)
        throw std::runtime_error{"GET " + path + ": " + value.error().message};
    return *value;
}

void remove(const std::string& path) { static_cast<void>(send("DELETE", path)); }

std::string filter(const std::string& key, const std::string& value) {
    const json::object filters{{key, json::array{value}}};
    return "filters=" + DockerClient::escape(json::serialize(filters));
}

std::vector<Container> containers() {
    std::vector<Container> all;
    const auto answer = get("/containers/json?all=1").value();
    for (const auto& listed : answer.as_array())
        all.push_back(container_of(listed.as_object()));
    return all;
}

} // namespace deploy::test::engine_api
