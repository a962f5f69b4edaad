// SPDX-License-Identifier: MIT
#pragma once
#include <chrono>
#include <cstddef>
#include <deploy/byte_stream.hpp>
#include <deploy/result.hpp>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace deploy {

/// A program to run inside a running container. No shell takes part.
struct ContainerCommand {
    std::string container;                  ///< Name or id.
    std::vector<std::string> arguments;     ///< The program first.
    std::vector<std::string> environment{}; ///< `KEY=value`; travels in a request's body.
    ByteSource input{};                     ///< Its standard input; none: it has none.
    ByteSink output{};                      ///< Its standard output; none: it is dropped.
    std::chrono::milliseconds timeout{60'000};
    std::stop_token stop{};
};

/// How it ended.
struct CommandEnd {
    int exit_code = 0;
    std::string errors{}; ///< The last 16 KiB of its standard error, raw.
};

/// Runs programs in containers, with streams of any length in flat memory.
class ContainerExec {
public:
    virtual ~ContainerExec() = default;

    /// Runs it to its end, whatever its exit code. A container that is not there or does not run,
    /// or a program that it does not have, is `precondition`; nothing was done then. `timed_out`
    /// and `cancelled`: the program has lost its streams, and may still run. An error of a source
    /// or sink ends the call the same way and is given back. `unknown_outcome`: the engine cut the
    /// stream, or does not tell the exit code. From one thread at a time.
    virtual Result<CommandEnd> run(const ContainerCommand& command) = 0;
};

/// What a program printed.
struct CommandOutput {
    int exit_code = 0;
    std::string output{}; ///< At most `limit` bytes; more is the error `corrupt`.
    std::string errors{};
};

/// Runs it and keeps its output; `command.output` is not used.
Result<CommandOutput> output_of(ContainerExec& exec, ContainerCommand command,
                                std::size_t limit = std::size_t{1} << 20U);

} // namespace deploy
