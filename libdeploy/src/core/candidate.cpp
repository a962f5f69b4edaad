// SPDX-License-Identifier: MIT
#include "core/candidate.hpp"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

namespace deploy {
namespace json = boost::json;
namespace {

using namespace std::string_view_literals;

/// What a `docker run` may override of its image.
constexpr std::array overridable{"User"sv,        "WorkingDir"sv, "StopSignal"sv, "StopTimeout"sv,
                                 "Healthcheck"sv, "Tty"sv,        "OpenStdin"sv,  "Domainname"sv};

json::value at(const json::object& from, std::string_view key) {
    const auto* const found = from.if_contains(key);
    return found == nullptr ? json::value{} : *found;
}

/// The overrides that a person made; what equals the image's default is left to the new image.
json::object overrides(const Container& incumbent, const Image& image) {
    json::object out;
    for (const auto key : overridable)
        if (const auto value = at(incumbent.config, key);
            !value.is_null() && value != at(image.config, key))
            out[key] = value;
    const bool entrypoint = at(incumbent.config, "Entrypoint") != at(image.config, "Entrypoint");
    if (entrypoint)
        out["Entrypoint"] = at(incumbent.config, "Entrypoint");
    if (entrypoint || at(incumbent.config, "Cmd") != at(image.config, "Cmd"))
        out["Cmd"] = at(incumbent.config, "Cmd");
    const auto hostname = at(incumbent.config, "Hostname");
    if (hostname.is_string() && hostname.get_string() != incumbent.short_id())
        out["Hostname"] = hostname;
    return out;
}

std::string text(const json::object& from, std::string_view key) {
    const auto value = at(from, key);
    return value.is_string() ? std::string{value.get_string()} : std::string{};
}

void restart_unless_stopped(json::object& host) {
    const auto policy = at(host, "RestartPolicy");
    const auto name = policy.is_object() ? text(policy.get_object(), "Name") : std::string{};
    if (name.empty() || name == "no")
        host["RestartPolicy"] = json::object{{"Name", "unless-stopped"}, {"MaximumRetryCount", 0}};
}

/// A container without bounds on its log fills the disk one day.
void bound_logs(json::object& host) {
    const auto before = at(host, "LogConfig");
    json::object log = before.is_object() ? before.get_object() : json::object{};
    const auto type = text(log, "Type");
    if (!type.empty() && type != "json-file" && type != "local")
        return;
    const auto kept = at(log, "Config");
    json::object options = kept.is_object() ? kept.get_object() : json::object{};
    if (!options.contains("max-size")) {
        options["max-size"] = "10m";
        options["max-file"] = "3";
    }
    log["Type"] = type.empty() ? "json-file" : type;
    log["Config"] = std::move(options);
    host["LogConfig"] = std::move(log);
}

Result<> check_ports(const Container& incumbent) {
    const auto bindings = at(incumbent.host_config, "PortBindings");
    if (!bindings.is_object() || bindings.get_object().empty())
        return {};
    const auto port = std::string{bindings.get_object().begin()->key()};
    return Error{Errc::precondition,
                 incumbent.name + " publishes port " + port +
                     " on the host; a second container cannot, so no candidate can run beside it",
                 "start it without -p once; the proxy reaches it on the shared network"};
}

Labels user_labels(const Container& incumbent, const Image& image) {
    Labels out;
    for (const auto& [key, value] : incumbent.labels) {
        const auto baked = image.labels.find(key);
        if (baked == image.labels.end() || baked->second != value)
            out.insert({key, value});
    }
    return out;
}

void add_own_labels(Labels& labels, const Release& release) {
    labels[std::string{label::service}] = release.service;
    labels[std::string{label::deployment}] = release.id;
    labels[std::string{label::role}] = "candidate";
    if (!release.revision.empty())
        labels[std::string{label::revision}] = release.revision;
    else
        labels.erase(std::string{label::revision});
}

/// The network it is created on first, the shared one always among them. Addresses stay behind.
std::vector<Attachment> networks(const Container& incumbent, const std::string& shared) {
    const auto created_on = text(incumbent.host_config, "NetworkMode");
    std::vector<Attachment> out;
    out.reserve(incumbent.attachments.size() + 1);
    for (const auto& attachment : incumbent.attachments)
        out.push_back({.network = attachment.network, .aliases = attachment.aliases});
    std::ranges::stable_partition(
        out, [&](const Attachment& attachment) { return attachment.network == created_on; });
    if (!incumbent.on(shared))
        out.push_back({.network = shared});
    return out;
}

} // namespace

Result<ContainerSpec> candidate_like(const Container& incumbent, const Image& image,
                                     const Release& release, const Config& config) {
    if (auto free = check_ports(incumbent); !free)
        return free.error();
    ContainerSpec spec{.name = release.candidate,
                       .image = release.image,
                       .env = {},
                       .labels = user_labels(incumbent, image),
                       .attachments = networks(incumbent, config.container.network),
                       .config = overrides(incumbent, image),
                       .host_config = incumbent.host_config};
    add_own_labels(spec.labels, release);
    restart_unless_stopped(spec.host_config);
    bound_logs(spec.host_config);
    spec.host_config["AutoRemove"] = false; // a rollback needs it after its end
    return spec;
}

ContainerSpec first_candidate(const Release& release, const Config& config) {
    json::array binds;
    for (const auto& volume : config.container.volumes)
        binds.emplace_back(volume);
    ContainerSpec spec{
        .name = release.candidate,
        .image = release.image,
        .env = {},
        .labels = {},
        .attachments = {{.network = config.container.network}},
        .config = {},
        .host_config = {{"Binds", std::move(binds)}, {"NetworkMode", config.container.network}}};
    add_own_labels(spec.labels, release);
    restart_unless_stopped(spec.host_config);
    bound_logs(spec.host_config);
    return spec;
}

ContainerSpec release_command_spec(const ContainerSpec& candidate, const Config& config) {
    ContainerSpec spec = candidate;
    spec.name += "-release";
    spec.labels[std::string{label::role}] = "release-command";
    json::array command;
    for (const auto& word : config.release.command)
        command.emplace_back(word);
    spec.config["Cmd"] = std::move(command);
    spec.config.erase("Healthcheck");
    spec.host_config["RestartPolicy"] = json::object{{"Name", "no"}, {"MaximumRetryCount", 0}};
    for (auto& attachment : spec.attachments)
        attachment.aliases.clear(); // it serves nobody
    return spec;
}

std::string release_command_name(const Release& release) { return release.candidate + "-release"; }

std::string candidate_name(const Release& release) {
    return release.service + "-" + short_revision(release.revision) + "-" + release.id;
}

} // namespace deploy
