// SPDX-License-Identifier: MIT
#pragma once
#include "e2e/place.hpp"
#include "e2e/service_repository.hpp"
#include "e2e/world_names.hpp"
#include "helpers/http_call.hpp"
#include "helpers/program.hpp"
#include <boost/json/object.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace deploy::test {

/// A container of the world.
using Seen = engine_api::Container;

/// Production in small, for one test: a network with the real kamal-proxy on it, a repository, and
/// a configuration for both. Everything is named or labelled by its id and goes with it, but for
/// the place, which the next world may take.
class World {
public:
    World();
    ~World();
    World(const World&) = delete;
    World& operator=(const World&) = delete;

    [[nodiscard]] const std::string& id() const { return place_->id(); }
    /// Name of the service, the image, the network and the prefix of every container.
    [[nodiscard]] const std::string& service() const { return place_->service(); }
    [[nodiscard]] std::string proxy_name() const { return place_->proxy_name(); }
    [[nodiscard]] std::string host() const { return service() + ".example"; }
    [[nodiscard]] std::uint16_t port() const { return port_; } ///< Of the proxy, on 127.0.0.1.
    [[nodiscard]] std::uint16_t tls_port() const;              ///< The same, for https.
    /// Of the proxy's container, where traffic from elsewhere arrives: without the engine's relay.
    [[nodiscard]] std::string proxy_address() const;
    [[nodiscard]] std::filesystem::path root() const { return folder_.path(); }
    [[nodiscard]] ServiceRepository& repository() { return repository_; }

    /// The configuration; written to its file before each run of the program.
    boost::json::object config;

    /// Runs psyfit-deploy with this configuration. The command comes first.
    Finished run_cli(const Words& words, const ProgramOptions& options = {});
    /// Starts it and gives it back running.
    Program start_cli(const Words& words, const ProgramOptions& options = {});

    /// Builds the checkout's commit as the guide does, starts it by hand, and routes to its IP
    /// address. Gives the container's full id. `options` are further ones of `docker run`.
    std::string start_by_hand(const Words& options = {});
    /// The same as Kamal does it: named for the commit, restart policy, target by short id, both
    /// buffers on.
    std::string start_like_kamal(const Words& options = {});
    /// A first deployment with an environment file of these lines.
    Finished deploy_first(const std::string& environment = "GREETING=hello\n");

    /// Every container of the service, the proxy left out, newest first.
    [[nodiscard]] std::vector<Seen> containers() const;
    /// The container that the proxy routes to, if any.
    [[nodiscard]] std::optional<Seen> routed() const;
    /// The target of the route; empty when there is none.
    [[nodiscard]] std::string target() const;
    /// Every option of the route; empty when there is none.
    [[nodiscard]] std::string route_options() const;
    /// One request through the proxy, with the service's host name.
    [[nodiscard]] HttpAnswer get(const std::string& path) const;
    [[nodiscard]] HttpAnswer post(const std::string& path, const std::string& body = {}) const;
    /// The X-Version of whoever answers through the proxy; empty when nobody does.
    [[nodiscard]] std::string version() const;
    /// Runs kamal-proxy's own client in its container.
    void proxy(const Words& words) const;

    /// Id of the newest run that left its events.
    [[nodiscard]] std::string last_run() const;

    /// Waits for a proxy that was started again, which the engine publishes at other ports.
    void await_proxy();

private:
    [[nodiscard]] std::string build(const std::string& tag);
    [[nodiscard]] Words cli(const Words& words);

    TemporaryFolder folder_;
    std::unique_ptr<Place> place_;
    ServiceRepository repository_;
    std::uint16_t port_ = 0;
};

} // namespace deploy::test
