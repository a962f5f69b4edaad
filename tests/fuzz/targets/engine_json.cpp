// SPDX-License-Identifier: MIT
// The engine's descriptions of containers, images, memory, itself and the proxy's container, from
// any JSON; what is read of a container is created anew without loss.
#include "adapters/docker_client.hpp"
#include "adapters/docker_json.hpp"
#include "adapters/docker_version.hpp"
#include "adapters/kamal_proxy.hpp"
#include "adapters/kamal_proxy_state.hpp"
#include "fuzz/targets.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <doctest/doctest.h>

namespace deploy::fuzz {

namespace {

namespace json = boost::json;

void check_container(const Container& container) {
    CHECK_FALSE(container.id.empty());
    CHECK(container.short_id().size() <= 12);
    const ContainerSpec spec{.name = container.name,
                             .image = container.image,
                             .env = container.env,
                             .labels = container.labels,
                             .attachments = container.attachments,
                             .config = container.config,
                             .host_config = container.host_config};
    const auto body = create_body(spec);
    CHECK(body.at("Image") == json::value(container.image));
    CHECK(body.at("Env") == json::array(container.env.begin(), container.env.end()));
    CHECK(body.at("Labels").get_object().size() == container.labels.size());
    for (const auto& [key, value] : container.config)
        CHECK_MESSAGE(body.contains(key), "a setting that nobody knows is carried over");
    CHECK_FALSE(body.at("HostConfig").get_object().at("AutoRemove").get_bool());
    for (const auto& attachment : container.attachments)
        CHECK(connect_body(container.id, attachment).contains("EndpointConfig"));
}

void check_version(const Result<std::string>& agreed) {
    if (!agreed)
        return;
    CHECK(agreed->starts_with("1."));
    const auto minor = std::stoi(agreed->substr(2));
    CHECK((minor >= 41 && minor <= 50));
}

void check_proxy(const json::object& container) {
    const auto endpoint = endpoint_of(container, "");
    if (endpoint)
        CHECK(endpoint->url.starts_with("http://"));
    else
        CHECK(endpoint.error().is(Errc::precondition));
    const auto files = state_file_candidates("", container);
    CHECK(files.size() >= 4);
    CHECK(std::ranges::all_of(files, [](const auto& f) { return f.ends_with(".state"); }));
}

} // namespace

void engine_json(std::string_view bytes) {
    const DockerResponse response{.status = 200, .body = std::string{bytes}};
    CHECK_FALSE(response.message().empty());
    if (const auto agreed = agree_at_once(bytes))
        check_version(*agreed);
    const auto value = response.json();
    if (!value) {
        CHECK(value.error().is(Errc::corrupt));
        return;
    }
    if (const auto container = container_from_json(*value))
        check_container(*container);
    if (const auto image = image_from_json(*value))
        CHECK_FALSE(image->id.empty());
    check_version(agree_on_version(*value));
    (void)memory_from_json(*value);
    if (const auto* object = value->if_object())
        check_proxy(*object);
}

} // namespace deploy::fuzz
