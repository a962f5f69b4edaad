// SPDX-License-Identifier: MIT
#include "adapters/docker_json.hpp"
#include "support/json_fields.hpp"
#include <algorithm>
#include <boost/json/array.hpp>

namespace deploy {

namespace {

namespace bj = boost::json;

Health health_from(std::string_view status) {
    if (status == "starting")
        return Health::starting;
    if (status == "healthy")
        return Health::healthy;
    return status == "unhealthy" ? Health::unhealthy : Health::none;
}

void read_state(Container& container, const bj::object& state) {
    container.status = fields::text(state, "Status");
    container.running = fields::boolean(state, "Running");
    container.restarting = fields::boolean(state, "Restarting");
    container.paused = fields::boolean(state, "Paused");
    container.out_of_memory = fields::boolean(state, "OOMKilled");
    container.exit_code = static_cast<int>(fields::integer(state, "ExitCode"));
    container.started_at = fields::text(state, "StartedAt");
    container.finished_at = fields::text(state, "FinishedAt");
    container.health = health_from(fields::text(fields::object_at(state, "Health"), "Status"));
}

/// Up to API 1.44 the engine lists the short id among the aliases that people gave.
std::vector<std::string> given_aliases(const Container& container, const bj::object& endpoint) {
    auto aliases = fields::texts(endpoint, "Aliases");
    std::erase_if(aliases, [&](const std::string& alias) {
        return alias == container.short_id() || alias == container.name;
    });
    return aliases;
}

/// The network that the container was created on comes first, as in ContainerSpec.
std::vector<Attachment> read_attachments(const Container& container, const bj::object& networks) {
    std::vector<Attachment> attachments;
    for (const auto& member : networks) {
        const auto* endpoint = member.value().if_object();
        if (endpoint == nullptr)
            continue;
        attachments.push_back({.network = member.key(),
                               .address = fields::text(*endpoint, "IPAddress"),
                               .aliases = given_aliases(container, *endpoint)});
    }
    const auto first = fields::text(container.host_config, "NetworkMode");
    std::ranges::stable_partition(attachments,
                                  [&](const Attachment& each) { return each.network == first; });
    return attachments;
}

/// Networks of which the engine accepts no settings of an endpoint.
bool is_built_in(std::string_view network) {
    return network == "bridge" || network == "default" || network == "host" || network == "none" ||
           network.starts_with("container:");
}

bj::array array_of(const std::vector<std::string>& texts) {
    return bj::array(texts.begin(), texts.end());
}

bj::object endpoint_of(const Attachment& attachment) {
    bj::object endpoint;
    if (!attachment.aliases.empty())
        endpoint["Aliases"] = array_of(attachment.aliases);
    return endpoint;
}

bj::object host_config_of(const ContainerSpec& spec) {
    auto host = spec.host_config;
    host.erase("ContainerIDFile"); // a file of the client that made the former container
    host["AutoRemove"] = false;    // a candidate that dies must leave its log and exit code
    if (!spec.attachments.empty())
        host["NetworkMode"] = spec.attachments.front().network;
    return host;
}

} // namespace

Result<Container> container_from_json(const bj::value& inspected) {
    const auto* object = inspected.if_object();
    const auto* state = object != nullptr ? object->if_contains("State") : nullptr;
    Container container;
    if (state != nullptr)
        container.id = fields::text(*object, "Id");
    if (container.id.empty() || !state->is_object())
        return Error{Errc::corrupt, "the Docker Engine's description of a container has no " +
                                        std::string{container.id.empty() ? "id" : "state"}};
    const auto name = fields::text(*object, "Name");
    container.name = name.starts_with('/') ? name.substr(1) : name;
    container.image_id = fields::text(*object, "Image");
    container.created_at = fields::text(*object, "Created");
    container.restarts = static_cast<int>(fields::integer(*object, "RestartCount"));
    container.config = fields::object_at(*object, "Config");
    container.host_config = fields::object_at(*object, "HostConfig");
    container.image = fields::text(container.config, "Image");
    container.labels = fields::text_map(container.config, "Labels");
    container.env = fields::texts(container.config, "Env");
    read_state(container, state->get_object());
    container.attachments = read_attachments(
        container, fields::object_at(fields::object_at(*object, "NetworkSettings"), "Networks"));
    return container;
}

Result<Image> image_from_json(const bj::value& inspected) {
    const auto* object = inspected.if_object();
    Image image;
    if (object != nullptr)
        image.id = fields::text(*object, "Id");
    if (image.id.empty())
        return Error{Errc::corrupt, "the Docker Engine's description of an image has no id"};
    image.tags = fields::texts(*object, "RepoTags");
    image.config = fields::object_at(*object, "Config");
    image.env = fields::texts(image.config, "Env");
    image.labels = fields::text_map(image.config, "Labels");
    image.size = fields::integer(*object, "Size");
    image.created_at = fields::text(*object, "Created");
    image.digests = fields::texts(*object, "RepoDigests");
    return image;
}

std::int64_t memory_from_json(const bj::value& stats) {
    const auto* object = stats.if_object();
    if (object == nullptr)
        return 0;
    const auto& memory = fields::object_at(*object, "memory_stats");
    const auto& detail = fields::object_at(memory, "stats");
    const auto used = fields::integer(memory, "usage");
    const auto* cgroup1 = detail.if_contains("total_inactive_file");
    const auto cache = fields::integer(detail, cgroup1 ? "total_inactive_file" : "inactive_file");
    return cache > 0 && cache < used ? used - cache : used;
}

bj::object create_body(const ContainerSpec& spec) {
    auto body = spec.config;
    body["Image"] = spec.image;
    body["Env"] = array_of(spec.env);
    bj::object labels;
    for (const auto& [key, value] : spec.labels)
        labels[key] = value;
    body["Labels"] = std::move(labels);
    body["HostConfig"] = host_config_of(spec);
    if (!spec.attachments.empty() && !is_built_in(spec.attachments.front().network)) {
        const auto& first = spec.attachments.front();
        body["NetworkingConfig"] =
            bj::object{{"EndpointsConfig", bj::object{{first.network, endpoint_of(first)}}}};
    }
    return body;
}

bj::object connect_body(std::string_view container, const Attachment& attachment) {
    return {{"Container", container}, {"EndpointConfig", endpoint_of(attachment)}};
}

} // namespace deploy
