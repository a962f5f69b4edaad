// SPDX-License-Identifier: MIT
#pragma once
#include <chrono>
#include <deploy/result.hpp>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace deploy {

/// A program to run. No shell takes part: every argument arrives as it is.
struct Command {
    std::string program; ///< A path, or a name looked for in PATH.
    std::vector<std::string> arguments{};
    std::map<std::string, std::string> environment{}; ///< Added to this process's own.
    std::filesystem::path directory{};                ///< Empty: this process's own.
    std::optional<std::chrono::milliseconds> timeout{};
    std::chrono::milliseconds grace{3000}; ///< From SIGTERM to SIGKILL.
    std::filesystem::path input{};         ///< A file for its standard input; empty: none.
    /// Both output streams in their order, line by line as they come, at most `longest_line` bytes
    /// of each.
    std::function<void(std::string_view)> line = [](std::string_view) {};
    std::size_t longest_line = 8192;
    /// Where it is set, the lines of standard error go here.
    std::function<void(std::string_view)> error_line{};
    std::stop_token stop{};
};

/// Runs the program in a process group of its own, with no descriptor but its input and
/// output, and gives its exit code; death by a signal is 128 + the signal, as in a shell.
///
/// On `stop` (`cancelled`) or after the timeout (`timed_out`) the whole group is asked to end, then
/// killed; either way it has ended when this returns. `not_found` when there is no such program,
/// `io` when it cannot be run.
Result<int> run(const Command& command);

} // namespace deploy
