// SPDX-License-Identifier: MIT
#pragma once
#include <chrono>
#include <deploy/result.hpp>
#include <deploy/route.hpp>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

namespace deploy {

/// How to reach the proxy as a client does.
struct ProxyEndpoint {
    std::string url;          ///< `http://127.0.0.1:8080`, no trailing slash.
    std::string tls_url{};    ///< `https://127.0.0.1:8443`; empty where no such port is open.
    std::string container_id; ///< The proxy's own container.
    std::vector<std::string> networks; ///< The networks that the proxy is on.
};

/// Called with the name of a proxy operation before it begins. An error from it stops the operation
/// before it has any effect.
using OperationSink = std::function<Result<>(std::string_view operation)>;

/// Evidence that a request went through the proxy to a target.
struct Passage {
    std::string target; ///< As in Route.
    int status = 0;     ///< HTTP status that the proxy sent to its client.
};

/// The reverse proxy that all requests pass. One mutating call at a time, guarded by the host lock.
class Proxy {
public:
    virtual ~Proxy() = default;

    /// Where the proxy is; `precondition` when it is not there or not running.
    virtual Result<ProxyEndpoint> endpoint() = 0;
    /// The route in force; nothing where the proxy does not know the service.
    virtual Result<std::optional<Route>> route(std::string_view service) = 0;
    /// Moves all requests of the service to `route.target` with all of `route.options`, and returns
    /// when the requests on the former target have drained. All requests or none; again is success.
    /// A refusal leaves the former route untouched. A lost answer is `unknown_outcome`: call
    /// `settle`, then `route`.
    virtual Result<> route_to(const Route& route, const OperationSink& begun) = 0;
    /// Waits until an operation of an earlier process can have no further effect, at most until its
    /// own timeouts have passed. An empty `operation` means that its name is not known.
    virtual Result<> settle(std::string_view operation) = 0;
    /// Forgets the service; already unknown is success.
    virtual Result<> remove_route(std::string_view service) = 0;
    /// Who answered the request of this id, from the proxy's own log; nothing where the log does
    /// not tell (yet). `since` bounds the search.
    virtual Result<std::optional<Passage>> passage(std::string_view request_id,
                                                   std::chrono::system_clock::time_point since) = 0;
};

} // namespace deploy
