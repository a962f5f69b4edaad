// SPDX-License-Identifier: MIT
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deploy/deployment.hpp>
#include <deploy/result.hpp>
#include <filesystem>
#include <optional>
#include <span>
#include <string>

namespace deploy::cli {

/// What the program is asked to do.
enum class Command : std::uint8_t {
    help,
    version,
    deploy,
    rollback,
    plan,
    status,
    history,
    recover,
    abort,
    graph,
    config_check,
    config_show,
    config_schema,
};

/// The command line, understood.
struct Options {
    Command command = Command::deploy;
    std::optional<std::filesystem::path> config{};
    bool json = false;
    bool verbose = false;
    bool quiet = false;
    bool colour = true; ///< `--no-color` clears it; the environment has its own say.
    Intent intent{};
    std::optional<std::chrono::seconds> watch{};
    std::optional<std::filesystem::path> environment_file{};
    std::chrono::seconds wait{0};
    std::optional<std::string> container{}; ///< Of `rollback`.
    std::optional<std::string> id{};        ///< Of `abort`.
    std::size_t limit = 10;                 ///< Of `history`.
    std::string text{};                     ///< Of `help` and `version`: what to print.
};

/// Understands the arguments, without the program's name. Without a command it is `deploy`.
/// Anything else than the command line in `--help` is `invalid_input`, and the message has the
/// nearest known word.
Result<Options> parse_options(std::span<const std::string> arguments);

} // namespace deploy::cli
