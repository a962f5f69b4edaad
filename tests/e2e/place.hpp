// SPDX-License-Identifier: MIT
#pragma once
#include "e2e/docker_traces.hpp"
#include "e2e/proxy_route.hpp"

#include <cstdint>
#include <future>
#include <memory>
#include <string>

namespace deploy::test {

/// Where a world is: a network with the real kamal-proxy on it, and the image that its service is
/// built on. Making it costs as much as a deployment, so the worlds of one program hand it on.
class Place {
public:
    /// The one that an earlier world left as it had found it, else a new one.
    static std::unique_ptr<Place> take();
    /// Removes all that a world made in it, and keeps it for the next world where that is possible:
    /// its proxy has run all the time and has no route.
    static void give_back(std::unique_ptr<Place> place);
    /// Removes the one that is kept, which otherwise goes with the program.
    static void leave();

    Place();

    [[nodiscard]] const std::string& id() const { return id_; }
    /// Name of the service and the network, and the prefix of every other name.
    [[nodiscard]] const std::string& service() const { return service_; }
    [[nodiscard]] std::string proxy_name() const { return service_ + "-proxy"; }
    [[nodiscard]] const std::string& base_image() const { return base_image_; }
    [[nodiscard]] const DockerTraces& traces() const { return traces_; }
    /// Where the proxy is published on 127.0.0.1, once it answers; another one after it was started
    /// again.
    [[nodiscard]] std::uint16_t port() const;
    /// What the proxy does with the service's requests.
    [[nodiscard]] ProxyRoute route() const;

private:
    void start_proxy() const;
    [[nodiscard]] bool is_as_it_was() const;
    [[nodiscard]] std::string proxy_state() const;

    std::string id_;
    std::string service_;
    DockerTraces traces_;
    std::future<void> proxy_; ///< The engine takes its time.
    std::string base_image_;
    std::string started_;
};

} // namespace deploy::test
