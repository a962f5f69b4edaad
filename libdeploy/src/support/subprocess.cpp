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
    explicit Run(const Command& command) : command_{command}, lines_{command.line} {}

    Result<> start();
    Result<int> follow();

private:
    enum class Woken { output, exit, stop, deadline };

    Woken wait(const Deadline& deadline, bool stoppable);
    void read_output();
    Error end(Error why);

    const Command& command_;
    LineSplitter lines_;
    FileDescriptor output_;
    FileDescriptor wake_;
    ChildProcess child_;
    bool open_ = true;
};

Result<> Run::start() {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0)
        return cannot_run(command_, {errno, std::generic_category()});
    output_ = FileDescriptor{ends[0]};
    const FileDescriptor write_end{ends[1]};
    wake_ = FileDescriptor{eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
    if (!wake_)
        return cannot_run(command_, {errno, std::generic_category()});
    return child_.start(command_, write_end.get());
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
        std::array<pollfd, 3> on{pollfd{child_.handle(), POLLIN, 0},
                                 pollfd{open_ ? output_.get() : -1, POLLIN, 0},
                                 pollfd{stoppable ? wake_.get() : -1, POLLIN, 0}};
        poll(on.data(), on.size(), milliseconds_until(deadline));
        if (on[2].revents != 0)
            return Woken::stop;
        if (deadline && SteadyClock::now() >= *deadline)
            return Woken::deadline;
        if (on[1].revents != 0)
            return Woken::output;
        if (on[0].revents != 0)
            return Woken::exit;
    }
}

void Run::read_output() {
    std::array<char, 16384> buffer{};
    const auto count = read(output_.get(), buffer.data(), buffer.size());
    if (count > 0)
        lines_.feed({buffer.data(), static_cast<std::size_t>(count)});
    else if (count == 0 || errno != EINTR)
        open_ = false;
}

Result<int> Run::follow() {
    const std::stop_callback stopped{command_.stop, [this] { eventfd_write(wake_.get(), 1); }};
    Deadline deadline;
    if (command_.timeout)
        deadline = SteadyClock::now() + *command_.timeout;
    for (;;) {
        switch (wait(deadline, true)) {
        case Woken::output: read_output(); break;
        case Woken::exit: lines_.finish(); return child_.reap();
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
    while (wait(deadline, false) == Woken::output)
        read_output();
    lines_.finish();
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
