// SPDX-License-Identifier: MIT
#pragma once
#include "adapters/docker_client.hpp"
#include <chrono>
#include <deploy/result.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace deploy {

/// A command to make ready.
struct ExecSpec {
    std::string_view container;
    std::vector<std::string> command;
    std::vector<std::string> environment{}; ///< `KEY=value`
    bool input = false;                     ///< Whether it has a standard input.
};

/// How far a command in a container is.
struct ExecStatus {
    bool known = true; ///< False where the engine forgot it, some minutes after the end.
    bool running = false;
    std::optional<int> exit_code{}; ///< Nothing before it began, and while it runs.
};

/// Commands in a running container, by the engine's exec calls. A command goes on when its caller
/// dies; its id leads back to it.
class DockerExec {
public:
    explicit DockerExec(DockerClient& client) : client_{client} {}

    /// Makes ready, without effect, and gives the id. A container that is not there, not running
    /// or paused is `precondition`.
    Result<std::string> create(const ExecSpec& spec);
    /// Runs it to its end and gives what it printed, both streams. `unknown_outcome` when the
    /// answer is lost or takes longer than `timeout`.
    Result<std::string> start(std::string_view id, std::chrono::milliseconds timeout);
    /// How far it is now.
    Result<ExecStatus> inspect(std::string_view id);
    /// The command lines of the processes in the container; none where it does not run.
    Result<std::vector<std::string>> processes(std::string_view container);

private:
    DockerClient& client_;
};

} // namespace deploy
