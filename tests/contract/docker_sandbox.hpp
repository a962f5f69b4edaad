// SPDX-License-Identifier: MIT
#pragma once
#include "adapters/docker_client.hpp"
#include "adapters/docker_engine.hpp"
#include "contract/engine_contract.hpp"

namespace deploy::test {

inline constexpr const char* docker_socket = "/var/run/docker.sock";

/// A part of the real engine with names of its own: an image `FROM scratch` with the program
/// `idle`, and two networks. Everything in it is removed at the end, whatever happened.
class DockerSandbox {
public:
    /// Throws with the reason where the engine does not do its part.
    DockerSandbox();
    ~DockerSandbox();
    DockerSandbox(const DockerSandbox&) = delete;
    DockerSandbox& operator=(const DockerSandbox&) = delete;

    [[nodiscard]] ContractWorld world();
    /// A further image of that name, unlike all others; gives the name.
    std::string build(const std::string& name);
    [[nodiscard]] std::string second_network() const { return prefix_ + "-two"; }
    /// A container that runs `idle` with these arguments.
    [[nodiscard]] ContainerSpec idle(const std::string& name, std::vector<std::string> arguments);
    /// Creates and starts it.
    std::string run(const ContainerSpec& spec);
    /// Waits for its end.
    int exit_code(const std::string& id);
    void remove_containers();
    /// Fails the test when the engine says no.
    void must(const DockerRequest& request);

    /// A directory with a Dockerfile of this text and the program `idle`.
    std::filesystem::path context(const std::string& name, const std::string& dockerfile);

private:
    void remove_images();
    void make_image(const std::string& tag, const std::string& instruction);

    std::string prefix_;
    int made_ = 0; ///< Images, so that no two are alike.
    std::filesystem::path directory_;
    DockerEngine engine_{docker_socket};
    DockerClient client_{docker_socket};
};

/// The one of this test program, made at its first use.
DockerSandbox& docker_sandbox();

/// The sandbox for one test case, empty again after it.
struct Sandbox {
    DockerSandbox& docker = docker_sandbox();
    ContractWorld world = docker.world();
    Engine& engine = world.engine;

    Sandbox() = default;
    ~Sandbox() { docker.remove_containers(); }
    Sandbox(const Sandbox&) = delete;
    Sandbox& operator=(const Sandbox&) = delete;

    Container look(std::string_view reference) { return engine.inspect(reference).value().value(); }
    bool exists(std::string_view reference) {
        return engine.inspect(reference).value().has_value();
    }
};

} // namespace deploy::test
