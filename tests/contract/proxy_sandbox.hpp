// SPDX-License-Identifier: MIT
#pragma once
#include "adapters/kamal_proxy.hpp"
#include "adapters/system_clock.hpp"
#include "contract/proxy_contract.hpp"
#include "helpers/program.hpp"
#include <string>

namespace deploy::test {

/// A real kamal-proxy on a network of its own, with three targets. A target is a kamal-proxy too: a
/// stopped service of it answers 200 to its health check, one without services 404 to everything.
/// Everything is removed at the end, whatever happened.
class ProxySandbox {
public:
    ProxySandbox();
    ~ProxySandbox();
    ProxySandbox(const ProxySandbox&) = delete;
    ProxySandbox& operator=(const ProxySandbox&) = delete;

    /// False, with one line that says why, where there is no engine or no image of kamal-proxy.
    static bool possible();

    [[nodiscard]] ProxyWorld world();
    [[nodiscard]] KamalProxy& proxy() { return proxy_; }
    [[nodiscard]] std::string name(const std::string& part) const { return prefix_ + "-" + part; }
    /// Runs a command of the proxy under test.
    Finished command(const Words& words) const;
    /// The HTTP status of the health page for a host, through the proxy.
    [[nodiscard]] int status_of(const std::string& host) const;

private:
    [[nodiscard]] Config config() const;
    void start(const std::string& part, const Words& options);
    void make_target(const std::string& part);
    void discard();

    std::string prefix_;
    SystemClock clock_;
    DockerClient client_;
    KamalProxy proxy_;
    std::uint16_t port_ = 0;
};

/// Runs the docker client to its end.
Finished docker_client(Words words);

} // namespace deploy::test
