// SPDX-License-Identifier: MIT
#include "e2e/fixture.hpp"
#include "e2e/world_names.hpp"
#include <algorithm>
#include <boost/json/serialize.hpp>

namespace deploy::test {
namespace {

boost::json::object configuration(const std::string& service, const std::filesystem::path& root,
                                  const std::string& proxy, const std::string& host) {
    return {{"service", service},
            {"state_directory", (root / "state").string()},
            {"source", {{"checkout", (root / "checkout").string()}}},
            {"build", {{"image", service}}},
            {"container",
             {{"network", service}, {"volumes", boost::json::array{}}, {"stop_timeout", "5s"}}},
            {"health", {{"deadline", "30s"}, {"timeout", "5s"}}},
            {"proxy",
             {{"container", proxy},
              {"hosts", boost::json::array{host}},
              {"deploy_timeout", "30s"},
              {"drain_timeout", "10s"}}},
            {"watch", {{"window", "1s"}}}};
}

} // namespace

World::World() : place_{Place::take()}, repository_{folder_.path(), place_->base_image()} {
    port_ = place_->port();
    config = configuration(service(), root(), proxy_name(), host());
}

World::~World() { Place::give_back(std::move(place_)); }

std::string World::proxy_address() const { return address_of(proxy_name()); }

void World::await_proxy() { port_ = place_->port(); }

Words World::cli(const Words& words) {
    const auto file = root() / "config.json";
    const auto text = boost::json::serialize(config);
    if (!exists(file) || read_file(file) != text) // another run may be reading it
        write_file(file, text);
    Words command{DEPLOY_TEST_CLI};
    command.insert(command.end(), words.begin(), words.end());
    command.insert(command.end(), {"--config", file.string()});
    return command;
}

Finished World::run_cli(const Words& words, const ProgramOptions& options) {
    return run(cli(words), options);
}
Program World::start_cli(const Words& words, const ProgramOptions& options) {
    return Program{cli(words), options};
}

std::string World::build(const std::string& tag) {
    repository_.pull();
    const auto image = service() + ":" + tag;
    docker({"build", "--quiet", "--tag", image, repository_.checkout().string()});
    return image;
}

std::string World::start_by_hand(const Words& options) {
    Words command{"run",       "-d",
                  "--name",    service() + "-new",
                  "--network", service(),
                  "--env",     "GREETING=hello",
                  "--env",     "RAILS_MASTER_KEY=" + repository_.master_key()};
    command.insert(command.end(), options.begin(), options.end());
    command.push_back(build("latest"));
    const auto id = docker(command);
    proxy({"deploy", service(), "--target=" + address_of(id) + ":3000", "--host=" + host()});
    return id;
}

std::string World::start_like_kamal(const Words& options) {
    const auto revision = ServiceRepository::git(repository_.author(), {"rev-parse", "HEAD"});
    Words command{"run",       "-d",
                  "--name",    service() + "-web-" + revision,
                  "--network", service(),
                  "--restart", "unless-stopped",
                  "--label",   "service=" + service(),
                  "--label",   "role=web",
                  "--env",     "KAMAL_VERSION=" + revision,
                  "--env",     "GREETING=hello",
                  "--env",     "RAILS_MASTER_KEY=" + repository_.master_key()};
    command.insert(command.end(), options.begin(), options.end());
    command.push_back(build(revision));
    const auto id = docker(command);
    proxy({"deploy", service(), "--target=" + id.substr(0, 12) + ":3000", "--host=" + host(),
           "--deploy-timeout=30s", "--drain-timeout=30s", "--buffer-requests", "--buffer-responses",
           "--log-request-header=Cache-Control"});
    return id;
}

Finished World::deploy_first(const std::string& environment) {
    write_file(root() / "first.env", environment);
    return run_cli({"deploy", "--first", "--env-file", (root() / "first.env").string()});
}

std::vector<Seen> World::containers() const { return place_->traces().containers(proxy_name()); }

std::optional<Seen> World::routed() const {
    const auto name = target().substr(0, target().rfind(':'));
    if (name.empty())
        return std::nullopt;
    const auto all = containers();
    for (const auto& seen : all)
        if (seen.id.starts_with(name) || seen.address == name)
            return seen;
    return std::nullopt;
}

std::string World::target() const { return place_->route().target; }

std::string World::route_options() const { return place_->route().options; }

HttpAnswer World::get(const std::string& path) const {
    return http({.port = port_, .host = host(), .path = path});
}

HttpAnswer World::post(const std::string& path, const std::string& body) const {
    return http({.port = port_, .host = host(), .path = path, .method = "POST", .body = body});
}

std::string World::last_run() const {
    std::string newest;
    for (const auto& entry : std::filesystem::directory_iterator{root() / "state/runs"})
        newest = std::max(newest, entry.path().stem().string());
    return newest;
}

std::uint16_t World::tls_port() const { return published_port(proxy_name(), "443/tcp"); }

std::string World::version() const {
    const auto answer = get("/home");
    const auto found = answer.headers.find("x-version");
    return found == answer.headers.end() ? std::string{} : found->second;
}

void World::proxy(const Words& words) const {
    Words command{"exec", proxy_name(), "kamal-proxy"};
    command.insert(command.end(), words.begin(), words.end());
    docker(command);
}

} // namespace deploy::test
