// SPDX-License-Identifier: MIT
#pragma once
#include "adapters/docker_client.hpp"

#include <deploy/container_exec.hpp>
#include <filesystem>

namespace deploy {

/// ContainerExec by the exec calls of the Docker Engine API.
class DockerContainerExec final : public ContainerExec {
public:
    explicit DockerContainerExec(const std::filesystem::path& socket)
        : socket_{socket}, client_{socket} {}
    Result<CommandEnd> run(const ContainerCommand& command) override;

private:
    Result<> converse(const std::string& id, const ContainerCommand& command, std::string& errors);
    Result<int> exit_code(const std::string& id);

    std::filesystem::path socket_;
    DockerClient client_;
};

} // namespace deploy
