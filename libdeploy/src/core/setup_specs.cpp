// SPDX-License-Identifier: MIT
#include "core/setup_specs.hpp"

#include "support/json_fields.hpp"

#include <algorithm>
#include <boost/json/array.hpp>

namespace deploy {
namespace {

namespace bj = boost::json;

constexpr auto local = "127.0.0.1";
constexpr int seconds_to_stop = 60;

bj::array array_of(const std::vector<std::string>& texts) {
    return bj::array(texts.begin(), texts.end());
}

/// A port of the container, and where it is published.
struct Published {
    std::string inner;
    std::string address;
    std::string port;
};

void publish(ContainerSpec& spec, const std::vector<Published>& ports) {
    bj::object exposed;
    bj::object bindings;
    for (const auto& [inner, address, port] : ports) {
        exposed[inner + "/tcp"] = bj::object{};
        bindings[inner + "/tcp"] = bj::array{bj::object{{"HostIp", address}, {"HostPort", port}}};
    }
    spec.config["ExposedPorts"] = std::move(exposed);
    spec.host_config["PortBindings"] = std::move(bindings);
}

ContainerSpec server(const Config& config, const std::string& name, const std::string& image,
                     const std::string& volume, std::string_view role) {
    ContainerSpec spec{
        .name = name,
        .image = image,
        .env = {},
        .labels = {{std::string{label::deployment}, "setup"},
                   {std::string{label::role}, std::string{role}}},
        .attachments = {{.network = config.container.network}},
        .config = {{"StopTimeout", seconds_to_stop}},
        .host_config = {
            {"Binds", bj::array{volume}},
            {"NetworkMode", config.container.network},
            {"RestartPolicy", bj::object{{"Name", "unless-stopped"}, {"MaximumRetryCount", 0}}},
            {"LogConfig",
             bj::object{{"Type", "json-file"},
                        {"Config", bj::object{{"max-size", "10m"}, {"max-file", "3"}}}}}}};
    return spec;
}

/// The one volume that the image declares; else the place where such images have it.
std::string data_folder(const Image& image, const std::string& usual) {
    const auto& volumes = fields::object_at(image.config, "Volumes");
    return volumes.size() == 1 ? std::string{volumes.begin()->key()} : usual;
}

/// In one order, whatever order the engine has them in.
std::string bindings_of(const bj::object& host_config) {
    std::vector<std::string> found;
    for (const auto& port : fields::object_at(host_config, "PortBindings"))
        if (const auto* list = port.value().if_array())
            for (const auto& each : *list)
                if (const auto* binding = each.if_object())
                    found.push_back(fields::text(*binding, "HostIp") + ":" +
                                    fields::text(*binding, "HostPort") + " for " +
                                    std::string{port.key()});
    std::ranges::sort(found);
    std::string out;
    for (const auto& each : found)
        out += (out.empty() ? "" : ", ") + each;
    return out.empty() ? "none" : out;
}

std::string source_of(std::string_view bind) { return std::string{bind.substr(0, bind.find(':'))}; }

bool has_volume(const Container& container, const std::string& volume) {
    const auto binds = fields::texts(container.host_config, "Binds");
    if (std::ranges::any_of(binds, [&](const auto& bind) { return source_of(bind) == volume; }))
        return true;
    const auto* mounts = container.host_config.if_contains("Mounts");
    const auto* list = mounts != nullptr ? mounts->if_array() : nullptr;
    return list != nullptr && std::ranges::any_of(*list, [&](const bj::value& mount) {
               return mount.is_object() && fields::text(mount.get_object(), "Source") == volume;
           });
}

} // namespace

ContainerSpec proxy_spec(const Config& config, Entrance entrance, const Image& /*image*/) {
    const auto& name = config.proxy.container;
    auto spec = server(config, name, config.setup.proxy_image,
                       name + "-config:/home/kamal-proxy/.config/kamal-proxy", "proxy");
    if (entrance == Entrance::open)
        publish(spec, {{"80", "", "80"}, {"443", "", "443"}});
    else
        publish(spec, {{"80", local, std::to_string(config.setup.proxy_port)}});
    return spec;
}

ContainerSpec database_spec(const Config& config, const Image& image, const std::string& password) {
    const auto& wanted = config.database;
    auto spec =
        server(config, wanted.container, wanted.image,
               wanted.volume + ":" + data_folder(image, "/var/lib/postgresql/data"), "database");
    spec.env = {"POSTGRES_PASSWORD=" + password, "POSTGRES_DB=" + wanted.name};
    if (!wanted.user.empty())
        spec.env.push_back("POSTGRES_USER=" + wanted.user);
    publish(spec, {{"5432", local, std::to_string(wanted.port)}});
    return spec;
}

ContainerSpec redis_spec(const Config& config, const Image& image, const std::string& password) {
    const auto& wanted = config.redis;
    const auto folder = data_folder(image, "/data");
    auto spec =
        server(config, wanted.container, wanted.image, wanted.volume + ":" + folder, "redis");
    spec.env = {"REDIS_PASSWORD=" + password};
    const auto script = "exec \"$@\" - <<END\nrequirepass \"$REDIS_PASSWORD\"\nappendonly yes\n"
                        "dir " +
                        folder + "\nEND\n";
    spec.config["Entrypoint"] = bj::array{"/bin/sh", "-c", script, "redis"};
    auto command = fields::texts(image.config, "Entrypoint");
    command.emplace_back("redis-server");
    spec.config["Cmd"] = array_of(command);
    publish(spec, {{"6379", local, std::to_string(wanted.port)}});
    return spec;
}

std::vector<std::string> differences(const Container& container, const ContainerSpec& wanted) {
    std::vector<std::string> out;
    if (container.image != wanted.image)
        out.push_back("its image is " + container.image + ", not " + wanted.image);
    const auto ports = bindings_of(container.host_config);
    if (const auto right = bindings_of(wanted.host_config); ports != right)
        out.push_back("it publishes " + ports + ", not " + right);
    const auto volume = source_of(fields::texts(wanted.host_config, "Binds").front());
    if (!has_volume(container, volume))
        out.push_back("it does not have the volume " + volume);
    if (!container.on(wanted.attachments.front().network))
        out.push_back("it is not on the network " + wanted.attachments.front().network);
    const auto policy =
        fields::text(fields::object_at(container.host_config, "RestartPolicy"), "Name");
    if (policy != "unless-stopped" && policy != "always")
        out.push_back("it does not start with the machine (restart policy " +
                      (policy.empty() ? "no" : policy) + ")");
    return out;
}

} // namespace deploy
