// SPDX-License-Identifier: MIT
#include "contract/proxy_sandbox.hpp"
#include "helpers/http_call.hpp"
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <stdexcept>
#include <thread>
#include <unistd.h>

namespace deploy::test {

namespace {

constexpr const char* image = "basecamp/kamal-proxy:v0.9.2";

std::string unique_prefix() {
    const auto now = std::chrono::system_clock::now().time_since_epoch().count();
    const char* const run = std::getenv("DEPLOY_TEST_RUN"); // tests/run.sh looks for its own traces
    return "psyfit-test-" + std::string{run == nullptr ? "manual" : run} + "-proxy-" +
           std::to_string(::getpid()) + "-" + std::to_string(now % 1'000'000);
}

std::string must(const Words& words) {
    auto finished = docker_client(words);
    if (finished.exit_code != 0)
        throw std::runtime_error{"docker " + words.front() + ": " + finished.err};
    while (finished.out.ends_with('\n'))
        finished.out.pop_back();
    return finished.out;
}

} // namespace

Finished docker_client(Words words) {
    words.insert(words.begin(), "docker");
    return run(words);
}

bool ProxySandbox::possible() {
    if (docker_client({"image", "inspect", image}).exit_code == 0)
        return true;
    std::cout << "[skipped] kamal-proxy's contract: no Docker Engine, or no image " << image
              << '\n';
    return false;
}

ProxySandbox::ProxySandbox()
    : prefix_{unique_prefix()}, client_{"/var/run/docker.sock"}, proxy_{client_, clock_, config()} {
    try {
        must({"network", "create", "--label", "psyfit.test=" + prefix_, prefix_});
        start("proxy", {"--publish", "127.0.0.1::80"});
        for (const auto* part : {"one", "two", "sick"})
            start(part, {});
        for (const auto* part : {"one", "two"})
            make_target(part);
        const auto address = must({"port", name("proxy"), "80/tcp"});
        port_ = static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1)));
    } catch (...) {
        discard();
        throw;
    }
}

ProxySandbox::~ProxySandbox() { discard(); }

void ProxySandbox::discard() {
    for (const auto* part : {"proxy", "one", "two", "sick"})
        docker_client({"rm", "--force", "--volumes", name(part)});
    docker_client({"network", "rm", prefix_});
}

Config ProxySandbox::config() const {
    Config made;
    made.proxy.container = name("proxy");
    made.proxy.deploy_timeout = std::chrono::seconds{2};
    made.proxy.drain_timeout = std::chrono::seconds{2};
    return made;
}

/// Starts it and waits until its command socket answers.
void ProxySandbox::start(const std::string& part, const Words& options) {
    Words words{"run",       "--detach", "--name", name(part), "--label", "psyfit.test=" + prefix_,
                "--network", prefix_};
    words.insert(words.end(), options.begin(), options.end());
    words.emplace_back(image);
    must(words);
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{30};
    while (docker_client({"exec", name(part), "kamal-proxy", "list"}).exit_code != 0)
        if (std::chrono::steady_clock::now() > deadline)
            throw std::runtime_error{"kamal-proxy does not come up"};
}

void ProxySandbox::make_target(const std::string& part) {
    must(
        {"exec", name(part), "kamal-proxy", "deploy", "target", "--target=127.0.0.1:1", "--force"});
    must({"exec", name(part), "kamal-proxy", "stop", "target"});
}

Finished ProxySandbox::command(const Words& words) const {
    Words all{"exec", name("proxy"), "kamal-proxy"};
    all.insert(all.end(), words.begin(), words.end());
    return docker_client(all);
}

int ProxySandbox::status_of(const std::string& host) const {
    return http({.port = port_, .host = host, .path = "/up"}).status;
}

ProxyWorld ProxySandbox::world() {
    return {proxy_,
            "web",
            "a.test",
            name("one") + ":80",
            name("two") + ":80",
            name("sick") + ":80",
            [this](const std::string& id) {
                const auto url = "http://127.0.0.1:" + std::to_string(port_) + "/up";
                run({"curl", "--silent", "--header", "Host: a.test", "--header",
                     "X-Request-ID: " + id, url});
            }};
}

} // namespace deploy::test
