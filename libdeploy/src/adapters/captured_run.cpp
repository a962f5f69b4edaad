// SPDX-License-Identifier: MIT
#include "adapters/captured_run.hpp"

#include "adapters/durable_file.hpp"
#include "support/child_process.hpp"

#include <boost/process/exception.hpp>
#include <csignal>
#include <poll.h>
#include <sys/mman.h>

namespace deploy {
namespace {

constexpr std::size_t most_output = std::size_t{4} << 20U;

/// A file without a name, in memory, that holds the text.
Result<FileDescriptor> memory_file(const char* name, std::string_view text) {
    FileDescriptor file{::memfd_create(name, MFD_CLOEXEC)};
    if (!file)
        return system_error("make", name);
    if (auto written = write_at_end(file, name, 0, text, Outlives::process); !written)
        return written.error();
    return file;
}

/// False where it did not end in time, and was killed.
bool await(const ChildProcess& child, const Command& command) {
    pollfd ended{child.handle(), POLLIN, 0};
    const auto limit = command.timeout.value_or(std::chrono::minutes{1});
    if (::poll(&ended, 1, static_cast<int>(limit.count())) > 0)
        return true;
    child.signal_group(SIGKILL);
    return false;
}

} // namespace

Result<CapturedRun> run_captured(Command command, std::string_view input) {
    const auto in = memory_file("input", input);
    const auto out = memory_file("output", {});
    const auto err = memory_file("errors", {});
    if (!in || !out || !err)
        return (!in ? in : !out ? out : err).error();
    command.input = "/proc/self/fd/" + std::to_string(in->get());
    try {
        ChildProcess child;
        if (auto started = child.start(command, out->get(), err->get()); !started)
            return started.error();
        const bool ended = await(child, command);
        const int code = child.reap();
        if (!ended)
            return Error{Errc::timed_out, command.program + " did not end in time"};
        auto output = read_all(*out, command.program, most_output);
        auto errors = read_all(*err, command.program, most_output);
        if (!output || !errors)
            return (output ? errors : output).error();
        return CapturedRun{
            .exit_code = code, .output = std::move(*output), .errors = std::move(*errors)};
    } catch (const boost::process::process_error& error) {
        return cannot_run(command, error.code());
    }
}

} // namespace deploy
