// SPDX-License-Identifier: MIT
#pragma once
#include "given.hpp"

#include <chrono>
#include <cstdint>
#include <deploy/result.hpp>
#include <optional>
#include <string>
#include <vector>

namespace deploy::action {

enum class Command : std::uint8_t { deploy, rollback, plan, status };
enum class Install : std::uint8_t { automatic, never };
enum class Transport : std::uint8_t { ssh, local };

/// The inputs of action.yml, understood.
struct Inputs {
    Command command = Command::deploy;
    Install install = Install::automatic;
    Transport transport = Transport::ssh;
    std::string host{}; ///< Without ssh, this and all up to `known_hosts` but `user` are not used.
    std::uint16_t port = 22;
    std::string user{};
    std::string ssh_key{};     ///< Secret.
    std::string known_hosts{}; ///< Lines of the file of that name.
    std::optional<std::string> ref{};
    std::optional<std::string> container{};
    bool allow_older = false;
    std::optional<std::string> config{};
    std::optional<std::string> service{};
    std::string set{}; ///< Lines of an environment file. Secret.
    std::vector<std::string> unset{};
    std::chrono::seconds wait{900};
    std::chrono::seconds timeout{600};
    std::string url{};
    std::string environment{};
    std::string slack_webhook{}; ///< Secret.
    bool slack_start = false;    ///< Slack is told of the beginning, too.
    bool create_deployment = false;
    std::string token{}; ///< Secret.

    bool operator==(const Inputs&) const = default;
};

/// Reads INPUT_* as the runner sets them. GitHub enforces nothing of action.yml: each failure is
/// `invalid_input` and names the input, never a secret's value.
Result<Inputs> read_inputs(const Variables& variables);

} // namespace deploy::action
