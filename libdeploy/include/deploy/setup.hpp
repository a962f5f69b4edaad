// SPDX-License-Identifier: MIT
#pragma once
#include <array>
#include <boost/json/object.hpp>
#include <cstdint>
#include <deploy/config.hpp>
#include <deploy/flow.hpp>
#include <deploy/host.hpp>
#include <deploy/secrets.hpp>
#include <deploy/web_server.hpp>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace deploy {

/// The parts of a server, in the order in which they are made.
inline constexpr std::array<std::string_view, 9> setup_parts{
    "secrets", "network", "database", "redis", "proxy", "nginx", "release", "tls", "seed"};

/// What became of a part.
enum class SetupState : std::uint8_t {
    made,
    kept, ///< It was there; where it differs from the configuration, the detail says so.
    would_make,
    skipped,
    for_a_person, ///< Steps that are told only.
};
[[nodiscard]] std::string_view to_string(SetupState state);

/// One part of a server.
struct SetupPart {
    std::string name;
    SetupState state = SetupState::kept;
    std::string detail{};
    std::vector<std::string> steps{}; ///< What a person has to do, a command each.
};

/// Where the proxy is published.
enum class Entrance : std::uint8_t {
    behind_web_server, ///< On `setup.proxy_port` of 127.0.0.1.
    /// On 80 and 443 of every address, without a web server in front. The proxy ends TLS then,
    /// unless `proxy.tls` is `none` or it gets no certificate: the route is as before in that case.
    open,
};

/// What a server is to be.
struct SetupRequest {
    Changes changes = Changes::made;
    Entrance entrance = Entrance::behind_web_server;
    std::vector<std::string> skip{}; ///< Names of parts.
};

/// How far it came.
struct SetupReport {
    std::vector<SetupPart> parts{};
    std::optional<Error> failure{}; ///< Why it ended early: what stands in `parts` stays.

    [[nodiscard]] bool changed() const;
};

/// Told each part when it is done.
using PartSink = std::function<void(const SetupPart&)>;

/// Makes an empty Docker host into a server with the first version live: what is missing of
/// `setup_parts` is made and proven, part by part. Idempotent: what is there is kept, also where it
/// differs (that is told, and nothing is ever replaced), and a run that ended early is finished by
/// the next one. The seed runs only where the first version was put live by `setup`, until it has
/// succeeded once. `observer` is told of the deployment; `locked` while another setup runs.
SetupReport setup(const Config& config, Ports ports, WebServer& web, const SetupRequest& request,
                  Observer& observer, const PartSink& told, std::stop_token stop);

[[nodiscard]] boost::json::object to_json(const SetupReport& report);

} // namespace deploy
