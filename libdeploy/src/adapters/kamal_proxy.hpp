// SPDX-License-Identifier: MIT
#pragma once
#include "adapters/container_file.hpp"
#include "adapters/docker_client.hpp"
#include "adapters/docker_exec.hpp"
#include <boost/json/object.hpp>
#include <deploy/clock.hpp>
#include <deploy/config.hpp>
#include <deploy/proxy.hpp>
#include <string>
#include <vector>

namespace deploy {

/// kamal-proxy in its container: its own command by the engine's exec calls, its state file by the
/// archive call (so nothing but the proxy need be in its image), its log by the logs call. The name
/// of an operation is the exec's id.
class KamalProxy : public Proxy {
public:
    KamalProxy(DockerClient& client, Clock& clock, const Config& config);

    Result<ProxyEndpoint> endpoint() override;
    Result<std::optional<Route>> route(std::string_view service) override;
    Result<> route_to(const Route& route, const OperationSink& begun) override;
    Result<> settle(std::string_view operation) override;
    Result<> remove_route(std::string_view service) override;
    Result<std::optional<Passage>> passage(std::string_view request_id,
                                           std::chrono::system_clock::time_point since) override;

private:
    using Deadline = std::chrono::steady_clock::time_point;
    enum class Patience : std::uint8_t { none, engine_may_be_away };

    /// The proxy's container as it was a moment ago.
    struct Seen {
        boost::json::object description;
        std::optional<ContainerRoot> root;
        Deadline good_until;
        std::optional<std::string> state_file{}; ///< Where it was found.
    };

    Result<const Seen*> look();
    Result<boost::json::object> describe();
    [[nodiscard]] std::optional<std::string> read_directly(const std::string& path) const;
    Result<std::optional<std::string>> state_file();
    Result<std::optional<std::string>> read_file(const std::string& path);
    Result<std::optional<Route>> read_route(const std::string& path, std::string_view service);
    Result<bool> lists(std::string_view service);

    Result<> run(const std::vector<std::string>& command, const OperationSink& begun);
    Result<> outcome_of(std::string_view id, const Result<std::string>& output);
    Result<ExecStatus> wait_for(std::string_view id, Deadline deadline, Patience patience);
    Result<> wait_for_processes(Deadline deadline);
    void pause(std::chrono::milliseconds duration);
    [[nodiscard]] std::chrono::milliseconds longest() const;

    DockerClient& client_;
    DockerExec exec_;
    Clock& clock_;
    Config::Proxy config_;
    std::optional<Seen> seen_;
};

/// The endpoint of a proxy, from the engine's description of its container.
Result<ProxyEndpoint> endpoint_of(const boost::json::object& container,
                                  std::string_view configured_url);

} // namespace deploy
