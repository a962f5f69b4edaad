// SPDX-License-Identifier: MIT
#include "adapters/docker_container_exec.hpp"

#include "adapters/docker_exec.hpp"
#include "adapters/docker_stream.hpp"

#include <thread>

namespace deploy {
namespace {

constexpr std::size_t kept_errors = std::size_t{16} << 10U;
// The shell's codes, which the engine uses too where there is no such program.
constexpr int not_executable = 126;
constexpr int no_such_program = 127;

void keep_end(std::string& text, std::string_view more) {
    text += more;
    if (text.size() > kept_errors * 2)
        text.erase(0, text.size() - kept_errors);
}

} // namespace

Result<> DockerContainerExec::converse(const std::string& id, const ContainerCommand& command,
                                       std::string& errors) {
    const auto version = client_.api_version();
    if (!version)
        return version.error();
    auto stream = DockerStream::open(
        socket_, "/v" + *version + "/exec/" + DockerClient::escape(id) + "/start",
        R"({"Detach":false,"Tty":false})");
    if (!stream)
        return stream.error();
    return stream->exchange({.input = command.input,
                             .output = [&](FrameStream from, std::string_view bytes) -> Result<> {
                                 if (from == FrameStream::errors)
                                     keep_end(errors, bytes);
                                 else if (command.output)
                                     return command.output(bytes);
                                 return {};
                             },
                             .deadline = std::chrono::steady_clock::now() + command.timeout,
                             .stop = command.stop});
}

/// The engine ends the stream a moment before it knows the exit code.
Result<int> DockerContainerExec::exit_code(const std::string& id) {
    constexpr int tries = 200;
    constexpr std::chrono::milliseconds pause{10};
    for (int i = 0; i < tries; ++i) {
        const auto status = DockerExec{client_}.inspect(id);
        if (!status)
            return status.error();
        if (status->exit_code)
            return *status->exit_code;
        if (!status->known)
            break;
        std::this_thread::sleep_for(pause);
    }
    return Error{Errc::unknown_outcome, "the engine does not tell how it ended"};
}

Result<CommandEnd> DockerContainerExec::run(const ContainerCommand& command) {
    const auto what = command.arguments.front() + " in " + command.container;
    auto id = DockerExec{client_}.create({.container = command.container,
                                          .command = command.arguments,
                                          .environment = command.environment,
                                          .input = command.input != nullptr});
    if (!id)
        return id.error();
    CommandEnd end;
    if (auto done = converse(*id, command, end.errors); !done)
        return done.error().within(what);
    if (end.errors.size() > kept_errors)
        end.errors.erase(0, end.errors.size() - kept_errors);
    const auto code = exit_code(*id);
    if (!code)
        return code.error().within(what);
    end.exit_code = *code;
    if (end.exit_code == no_such_program || end.exit_code == not_executable)
        return Error{Errc::precondition, what + ": it cannot be run there (exit code " +
                                             std::to_string(end.exit_code) + ")"};
    return end;
}

} // namespace deploy
