// SPDX-License-Identifier: MIT
#include "core/config_table.hpp"

#include <algorithm>

namespace deploy {
namespace {

template <auto Member>
Field top(Config& config) {
    return &(config.*Member);
}

template <auto Section, auto Member>
Field in(Config& config) {
    return &(config.*Section.*Member);
}

using C = Config;

const ConfigKey table[] = {
    {"service", rule::service_name, top<&C::service>,
     "The service's name at the proxy, and the prefix of its containers' names."},
    {"state_directory", rule::absolute_path, top<&C::state_directory>,
     "Where the journal and the exported commits are kept."},

    {"source.checkout", rule::absolute_path, in<&C::source, &C::Source::checkout>,
     "The git checkout on this server."},
    {"source.remote", rule::word, in<&C::source, &C::Source::remote>,
     "The name of its remote repository."},
    {"source.branch", rule::word, in<&C::source, &C::Source::branch>,
     "The branch that goes live; it is only ever fast-forwarded."},
    {"source.timeout", rule::timeout, in<&C::source, &C::Source::timeout>,
     "How long a whole fetch may take."},
    {"source.ssh_key", rule::absolute_path.optional(), in<&C::source, &C::Source::ssh_key>,
     "The private key for an ssh remote; empty: the agent, then the usual files."},
    {"source.known_hosts", rule::absolute_path.optional(), in<&C::source, &C::Source::known_hosts>,
     "The host keys to trust; empty: `~/.ssh/known_hosts`."},
    {"source.token_file", rule::absolute_path.optional(), in<&C::source, &C::Source::token_file>,
     "A file with the token for an https remote; empty: the variable `GIT_TOKEN`."},

    {"build.image", rule::image_name, in<&C::build, &C::Build::image>,
     "The name of the image; the commit and `latest` become its tags."},
    {"build.dockerfile", rule::relative_path, in<&C::build, &C::Build::dockerfile>,
     "The Dockerfile, relative to the root of the commit."},
    {"build.platform", rule::word, in<&C::build, &C::Build::platform>,
     "The platform to build for."},
    {"build.target", rule::word.optional(), in<&C::build, &C::Build::target>,
     "The build stage to stop at; empty: the last."},
    {"build.arguments", rule::variable_name, in<&C::build, &C::Build::arguments>,
     "Build arguments by name. They stay readable in the image: never put a secret here."},
    {"build.timeout", rule::timeout, in<&C::build, &C::Build::timeout>,
     "How long a build may take."},

    {"environment.filter", rule::environment_key, in<&C::environment, &C::Environment::filter>,
     "Keys of the incumbent's environment that are not carried over."},
    {"environment.filter_prefixes", rule::environment_key,
     in<&C::environment, &C::Environment::filter_prefixes>,
     "Keys that begin with one of these are not carried over."},
    {"environment.protect", rule::environment_key, in<&C::environment, &C::Environment::protect>,
     "Keys that may not change or vanish unless `--allow-env-change KEY` names them."},
    {"environment.set", rule::environment_key, in<&C::environment, &C::Environment::set>,
     "Variables to set; they have the last word but for `unset`. Shown as `***`."},
    {"environment.unset", rule::environment_key, in<&C::environment, &C::Environment::unset>,
     "Keys to remove."},
    {"environment.file", rule::absolute_path.optional(), in<&C::environment, &C::Environment::file>,
     "The environment file of a first deployment, which has no incumbent to copy from."},
    {"environment.master_key_variable", rule::environment_key.optional(),
     in<&C::environment, &C::Environment::master_key_variable>,
     "The variable that is set to the content of the master key file; empty: none is."},
    {"environment.master_key", rule::file_path, in<&C::environment, &C::Environment::master_key>,
     "The master key file; a relative path starts at the checkout."},
    {"environment.credentials", rule::relative_path,
     in<&C::environment, &C::Environment::credentials>,
     "The file in the commit that the master key must decrypt, proven before the build."},

    {"release.command", rule::text, in<&C::release, &C::Release::command>,
     "Program and arguments run once in the new image before the candidate starts (migrations); "
     "empty: none."},
    {"release.timeout", rule::timeout, in<&C::release, &C::Release::timeout>,
     "How long it may take."},

    {"container.port", rule::port, in<&C::container, &C::Container::port>,
     "The port that the service listens on in its container."},
    {"container.network", rule::docker_name, in<&C::container, &C::Container::network>,
     "The Docker network shared with the proxy; the incumbent's others are carried over."},
    {"container.volumes", rule::volume, in<&C::container, &C::Container::volumes>,
     "Mounts of a first deployment; later ones carry the incumbent's over."},
    {"container.stop_timeout", rule::timeout, in<&C::container, &C::Container::stop_timeout>,
     "How long a container may take to stop before it is killed."},

    {"health.path", rule::url_path, in<&C::health, &C::Health::path>,
     "The health page; it must answer 2xx."},
    {"health.pages", rule::url_path, in<&C::health, &C::Health::pages>,
     "Further pages that must answer 2xx or 3xx."},
    {"health.body_pointer", rule::json_pointer.optional(), in<&C::health, &C::Health::body_pointer>,
     "A JSON pointer into the health page's answer; what it finds must be `body_value`."},
    {"health.body_value", rule::text, in<&C::health, &C::Health::body_value>,
     "The value expected there; empty: the body is not looked at."},
    {"health.version_header", rule::header_name.optional(),
     in<&C::health, &C::Health::version_header>,
     "A response header in which the service tells its revision; empty: not asked."},
    {"health.version_pointer", rule::json_pointer.optional(),
     in<&C::health, &C::Health::version_pointer>,
     "A JSON pointer to its revision in the answer; empty: not asked."},
    {"health.timeout", rule::timeout, in<&C::health, &C::Health::timeout>,
     "How long one request may take."},
    {"health.deadline", rule::timeout, in<&C::health, &C::Health::deadline>,
     "How long the candidate may take from its start until it is healthy."},
    {"health.passes", rule::count, in<&C::health, &C::Health::passes>,
     "How many good answers in a row make it healthy."},

    {"proxy.container", rule::docker_name, in<&C::proxy, &C::Proxy::container>,
     "The name of kamal-proxy's container."},
    {"proxy.hosts", rule::host_name, in<&C::proxy, &C::Proxy::hosts>,
     "Host names of a first deployment; later ones keep those in force."},
    {"proxy.health_path", rule::url_path, in<&C::proxy, &C::Proxy::health_path>,
     "The page kamal-proxy asks in its own health check, set by a first deployment."},
    {"proxy.url", rule::http_url.optional(), in<&C::proxy, &C::Proxy::url>,
     "Where the proxy answers; empty: found from its container's published port."},
    {"proxy.state_file", rule::absolute_path.optional(), in<&C::proxy, &C::Proxy::state_file>,
     "The proxy's state file in its container; empty: looked for where it can be."},
    {"proxy.deploy_timeout", rule::timeout, in<&C::proxy, &C::Proxy::deploy_timeout>,
     "How long the proxy waits for the candidate to be healthy."},
    {"proxy.drain_timeout", rule::timeout, in<&C::proxy, &C::Proxy::drain_timeout>,
     "How long the proxy lets requests under way finish on the incumbent."},

    {"watch.window", rule::window, in<&C::watch, &C::Watch::window>,
     "How long both versions run after the switch, ready to turn back; 0: not at all."},
    {"watch.failures", rule::count, in<&C::watch, &C::Watch::failures>,
     "How many failed requests in a row turn back."},

    {"docker.socket", rule::absolute_path, in<&C::docker, &C::Docker::socket>,
     "The Docker Engine's unix socket."},
};

constexpr ConfigSection sections[] = {
    {"source", "Where the code comes from."},
    {"build", "How the image is made."},
    {"environment", "The candidate's environment: the incumbent's, with these changes."},
    {"release", "A command of the new image that runs before it serves."},
    {"container", "The candidate's container."},
    {"health", "When a container counts as healthy, at the gate and behind the proxy."},
    {"proxy", "kamal-proxy."},
    {"watch", "The time after the switch in which going back is instant."},
    {"docker", "The Docker Engine."},
};

} // namespace

std::string_view ConfigKey::section() const {
    const auto dot = path.find('.');
    return dot == std::string_view::npos ? std::string_view{} : path.substr(0, dot);
}

std::string_view ConfigKey::name() const { return path.substr(path.find('.') + 1); }

std::span<const ConfigKey> config_keys() { return table; }

std::span<const ConfigSection> config_sections() { return sections; }

const ConfigKey* find_config_key(std::string_view path) {
    const auto* found = std::ranges::find(table, path, &ConfigKey::path);
    return found == std::end(table) ? nullptr : found;
}

std::vector<const ConfigKey*> keys_of(std::string_view section) {
    std::vector<const ConfigKey*> result;
    for (const auto& key : table)
        if (key.section() == section)
            result.push_back(&key);
    return result;
}

std::string_view type_name(const Field& field) {
    constexpr std::string_view names[] = {"text",
                                          "a path",
                                          "a duration (whole seconds such as 90, or \"1m30s\")",
                                          "a duration (seconds such as 5, or \"500ms\")",
                                          "a whole number",
                                          "a whole number",
                                          "a list of texts",
                                          "an object of texts"};
    static_assert(std::size(names) == std::variant_size_v<Field>);
    return names[field.index()];
}

} // namespace deploy
