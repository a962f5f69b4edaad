// SPDX-License-Identifier: MIT
#include "adapters/docker_engine.hpp"
#include "adapters/docker_json.hpp"
#include "core/utf8.hpp"
#include "support/json_fields.hpp"
#include <algorithm>

namespace deploy {

namespace {

std::string_view deployment_of(const Labels& labels) {
    const auto found = labels.find(std::string{label::deployment});
    return found == labels.end() ? std::string_view{} : found->second;
}

Error taken(const ContainerSpec& spec, const Container& holder) {
    return {Errc::conflict,
            "the container name " + spec.name + " is taken by " + holder.short_id() + " (image " +
                holder.image + ", " + holder.status + "), which is not of this deployment",
            "docker rename " + holder.short_id() + " " + spec.name + "-other"};
}

/// The engine would replace the bytes silently.
Result<> check_encoding(const ContainerSpec& spec) {
    for (const auto& entry : spec.env)
        if (!utf8::valid(entry))
            return Error{Errc::invalid_input,
                         "the environment variable " + entry.substr(0, entry.find('=')) +
                             " is not UTF-8; the Docker Engine would damage it"};
    return {};
}

} // namespace

/// The engine checks the networks of a container only when it starts.
Result<> DockerEngine::require_networks(const ContainerSpec& spec) {
    for (const auto& [network, address, aliases] : spec.attachments) {
        if (network == "default" || network.starts_with("container:"))
            continue;
        const auto exists = has_network(network);
        if (!exists)
            return exists.error();
        if (!*exists)
            return Error{Errc::precondition,
                         "create container " + spec.name + ": there is no network " + network,
                         "docker network create " + network};
    }
    return {};
}

Result<> DockerEngine::attach(std::string_view id, const ContainerSpec& spec,
                              const std::vector<Attachment>& present) {
    for (std::size_t i = 1; i < spec.attachments.size(); ++i) {
        const auto& wanted = spec.attachments[i];
        if (std::ranges::find(present, wanted.network, &Attachment::network) != present.end())
            continue;
        const auto response =
            client_.send({.method = "POST",
                          .path = "/networks/" + DockerClient::escape(wanted.network) + "/connect",
                          .body = connect_body(id, wanted)});
        const auto what = "connect container " + spec.name + " to network " + wanted.network;
        if (!response)
            return response.error().within(what);
        if (response->status == 404)
            return engine_refusal(what, *response).as(Errc::precondition);
        if (!response->ok())
            return engine_refusal(what, *response);
    }
    return {};
}

/// The holder of the name is ours when it bears this deployment's label.
Result<std::string> DockerEngine::adopt(const ContainerSpec& spec, const DockerResponse& refusal) {
    const auto holder = inspect(spec.name);
    if (!holder)
        return holder.error();
    if (!*holder)
        return engine_refusal("create container " + spec.name, refusal);
    const auto deployment = deployment_of(spec.labels);
    if (deployment.empty() || deployment_of((*holder)->labels) != deployment)
        return taken(spec, **holder);
    if (const auto attached = attach((*holder)->id, spec, (*holder)->attachments); !attached)
        return attached.error();
    return (*holder)->id;
}

Result<std::string> DockerEngine::create(const ContainerSpec& spec) {
    if (const auto encoded = check_encoding(spec); !encoded)
        return encoded.error();
    if (const auto network = require_networks(spec); !network)
        return network.error();
    // Repeated after a lost answer: if the first one did its work, the second is a conflict, and
    // the holder of the name is looked at.
    const auto response =
        send_again({.method = "POST",
                    .path = "/containers/create?name=" + DockerClient::escape(spec.name),
                    .body = create_body(spec),
                    .timeout = std::chrono::seconds{60}});
    if (!response)
        return response.error();
    if (response->status == 409)
        return adopt(spec, *response);
    if (!response->ok())
        return engine_refusal("create container " + spec.name, *response);
    const auto value = response->json();
    if (!value || !value->is_object() || fields::text(value->get_object(), "Id").empty())
        return Error{Errc::unknown_outcome,
                     "create container " + spec.name + ": the Docker Engine's answer has no id"};
    auto id = fields::text(value->get_object(), "Id");
    if (const auto attached = attach(id, spec, {}); !attached) {
        static_cast<void>(remove(id)); // recovery finds it by its label where this fails too
        return attached.error();
    }
    return id;
}

} // namespace deploy
