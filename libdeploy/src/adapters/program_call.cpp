// SPDX-License-Identifier: MIT
#include "adapters/program_call.hpp"

#include "support/file_descriptor.hpp"

#include <cerrno>
#include <sys/mman.h>
#include <system_error>
#include <unistd.h>

namespace deploy {
namespace {

constexpr std::size_t longest_line = std::size_t{1} << 20U; // an event with a log in it

/// The text in a file that has no name and never touches a disk.
Result<FileDescriptor> unnamed_file(std::string_view text) {
    FileDescriptor file{::memfd_create("input", MFD_CLOEXEC)};
    while (file && !text.empty()) {
        const auto written = ::write(file.get(), text.data(), text.size());
        if (written < 0 && errno != EINTR)
            file = FileDescriptor{};
        else if (written > 0)
            text.remove_prefix(static_cast<std::size_t>(written));
    }
    if (!file)
        return Error{Errc::io,
                     "no room for the input of a call: " + std::generic_category().message(errno)};
    return file;
}

} // namespace

Result<int> run_call(Command command, const RemoteCall& call) {
    auto input = unnamed_file(call.input);
    if (!input)
        return input.error();
    if (!call.input.empty())
        command.input = "/proc/self/fd/" + std::to_string(input->get());
    command.timeout = call.timeout;
    command.line = call.line;
    command.longest_line = longest_line;
    if (!command.error_line)
        command.error_line = call.error_line;
    command.stop = call.stop;
    auto code = run(command);
    if (!code && code.error().is(Errc::timed_out))
        return code.error().as(Errc::unknown_outcome);
    return code;
}

} // namespace deploy
