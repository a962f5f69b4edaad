// SPDX-License-Identifier: MIT
#pragma once
#include "e2e/service_repository.hpp"
#include "helpers/http_call.hpp"
#include "helpers/program.hpp"
#include <boost/json/object.hpp>
#include <cstdint>
#include <future>
#include <optional>
#include <string>
#include <vector>

namespace deploy::test {

/// Runs the docker client; gives its output, throws when it fails.
std::string docker(const Words& words);

/// True, with one line that says why, where a test on real parts cannot run: no Docker Engine or no
/// image of kamal-proxy. The line is counted as a skipped test by tests/run.sh.
bool skipped();

/// A container of the world, as a test wants to compare it.
struct Seen {
    std::string id; ///< Full.
    std::string name;
    std::string status;  ///< created, running, restarting, exited, …
    std::string address; ///< "-" where it has none.
    std::string revision;
};

/// Removes what a world made, whatever happened in between: containers, network, volumes, images.
class DockerTraces {
public:
    explicit DockerTraces(std::string service) : service_{std::move(service)} {}
    ~DockerTraces();
    DockerTraces(const DockerTraces&) = delete;
    DockerTraces& operator=(const DockerTraces&) = delete;

    /// Ids of all containers of the world, the proxy's too.
    [[nodiscard]] Words containers() const;

private:
    std::string service_;
};

/// Production in small, for one test: a network with the real kamal-proxy on it, a repository, and
/// a configuration for both. Everything is named or labelled by its id and goes with it.
class World {
public:
    World();

    [[nodiscard]] const std::string& id() const { return id_; }
    /// Name of the service, the image, the network and the prefix of every container.
    [[nodiscard]] const std::string& service() const { return service_; }
    [[nodiscard]] std::string proxy_name() const { return service_ + "-proxy"; }
    [[nodiscard]] std::string host() const { return service_ + ".example"; }
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
    /// The target in the proxy's list; empty when it has none.
    [[nodiscard]] std::string target() const;
    /// Every option of the route, as the proxy's state file has it; the target left out.
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
    [[nodiscard]] std::uint16_t start_proxy() const;
    [[nodiscard]] std::uint16_t proxy_port() const;
    [[nodiscard]] std::string build(const std::string& tag);
    [[nodiscard]] Words cli(const Words& words);

    std::string id_;
    std::string service_;
    TemporaryFolder folder_;
    DockerTraces traces_;
    std::future<std::uint16_t> proxy_; ///< The engine takes its time, and so does git.
    ServiceRepository repository_;
    std::uint16_t port_ = 0;
};

} // namespace deploy::test
