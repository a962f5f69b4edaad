// SPDX-License-Identifier: MIT
#include "support/subprocess.hpp"
#include "support/child_process.hpp"
#include "support/line_splitter.hpp"
#include <algorithm>
#include <array>
#include <boost/process/exception.hpp>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace deploy {

namespace {

using SteadyClock = std::chrono::steady_clock;
using Deadline = std::optional<SteadyClock::time_point>;

/// One run: the child, the pipe of its output, and what may end the wait for it.
class Run {
public:
    explicit Run(const Command& command)
        : command_{command},
          output_{command.line, command.longest_line},
          errors_{command.error_line, command.longest_line} {}

    Result<> start();
    Result<int> follow();

private:
    enum class Woken { output, errors, exit, stop, deadline };

    /// One of the child's output streams.
    struct Stream {
        Stream(const std::function<void(std::string_view)>& line, std::size_t longest)
            : lines{line, longest} {}

        void read();

        LineSplitter lines;
        FileDescriptor end{}; ///< None once it is over.
    };

    Woken wait(const Deadline& deadline, bool stoppable);
    /// Reads the stream that has something; false where none has.
    bool read(Woken stream);
    void finish_lines();
    Error end(Error why);

    const Command& command_;
    Stream output_;
    Stream errors_; ///< Unused where standard error goes to the output.
    FileDescriptor wake_;
    ChildProcess child_;
};

/// The write end of a new pipe whose read end is `read_end`.
Result<FileDescriptor> open_pipe(const Command& command, FileDescriptor& read_end) {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0)
        return cannot_run(command, {errno, std::generic_category()});
    read_end = FileDescriptor{ends[0]};
    return FileDescriptor{ends[1]};
}

Result<> Run::start() {
    const auto output = open_pipe(command_, output_.end);
    if (!output)
        return output.error();
    wake_ = FileDescriptor{eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
    if (!wake_)
        return cannot_run(command_, {errno, std::generic_category()});
    if (!command_.error_line)
        return child_.start(command_, output->get(), output->get());
    const auto errors = open_pipe(command_, errors_.end);
    if (!errors)
        return errors.error();
    return child_.start(command_, output->get(), errors->get());
}

int milliseconds_until(const Deadline& deadline) {
    if (!deadline)
        return -1;
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(*deadline - SteadyClock::now()).count();
    return static_cast<int>(std::clamp<std::int64_t>(left, 0, 3'600'000));
}

/// Output goes before the exit, so that nothing of it is lost; a descendant that keeps the pipe
/// open does not hold up the exit.
Run::Woken Run::wait(const Deadline& deadline, bool stoppable) {
    for (;;) {
        std::array<pollfd, 4> on{
            pollfd{child_.handle(), POLLIN, 0}, pollfd{output_.end.get(), POLLIN, 0},
            pollfd{errors_.end.get(), POLLIN, 0}, pollfd{stoppable ? wake_.get() : -1, POLLIN, 0}};
        poll(on.data(), on.size(), milliseconds_until(deadline));
        if (on[3].revents != 0)
            return Woken::stop;
        if (deadline && SteadyClock::now() >= *deadline)
            return Woken::deadline;
        if (on[1].revents != 0)
            return Woken::output;
        if (on[2].revents != 0)
            return Woken::errors;
        if (on[0].revents != 0)
            return Woken::exit;
    }
}

void Run::Stream::read() {
    std::array<char, 16384> buffer{};
    const auto count = ::read(end.get(), buffer.data(), buffer.size());
    if (count > 0)
        lines.feed({buffer.data(), static_cast<std::size_t>(count)});
    else if (count == 0 || errno != EINTR)
        end = FileDescriptor{};
}

bool Run::read(Woken stream) {
    if (stream == Woken::output)
        output_.read();
    else if (stream == Woken::errors)
        errors_.read();
    else
        return false;
    return true;
}

void Run::finish_lines() {
    output_.lines.finish();
    if (command_.error_line)
        errors_.lines.finish();
}

Result<int> Run::follow() {
    const std::stop_callback stopped{command_.stop, [this] { eventfd_write(wake_.get(), 1); }};
    Deadline deadline;
    if (command_.timeout)
        deadline = SteadyClock::now() + *command_.timeout;
    for (;;) {
        switch (const auto woken = wait(deadline, true)) {
        case Woken::output:
        case Woken::errors: read(woken); break;
        case Woken::exit: finish_lines(); return child_.reap();
        case Woken::stop: return end({Errc::cancelled, command_.program + " was stopped"});
        case Woken::deadline:
            return end({Errc::timed_out, command_.program + " did not end in time"});
        }
    }
}

/// Ends the whole group, hearing its last words.
Error Run::end(Error why) {
    child_.signal_group(SIGTERM);
    const auto deadline = SteadyClock::now() + command_.grace;
    while (read(wait(deadline, false))) {
    }
    finish_lines();
    child_.signal_group(SIGKILL); // also those who outlive their parent
    child_.reap();
    return why;
}

} // namespace

Result<int> run(const Command& command) {
    try {
        Run run{command};
        if (auto started = run.start(); !started)
            return started.error();
        return run.follow();
    } catch (const boost::process::process_error& error) {
        return cannot_run(command, error.code());
    }
}

} // namespace deploy
