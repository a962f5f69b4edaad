// SPDX-License-Identifier: MIT
#include "detach.hpp"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <ostream>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

namespace deploy::cli {
namespace {

pid_t fork_process() {
    const pid_t child = ::fork();
    if (child < 0)
        throw std::system_error{errno, std::generic_category(), "no process for the run"};
    return child;
}

void close_standard_streams() {
    const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC); // NOLINT(*-vararg)
    for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
        ::dup2(null, stream);
    ::close(null);
}

} // namespace

bool detach() {
    if (const pid_t child = fork_process(); child > 0) {
        ::waitpid(child, nullptr, 0);
        return false;
    }
    ::setsid();
    std::signal(SIGHUP, SIG_IGN);
    if (fork_process() > 0)
        ::_exit(0); // the one that is left leads no session, and no terminal can become its own
    close_standard_streams();
    return true;
}

ExitCode announce(const Session& session, const std::string& id) {
    const auto attach = session.own_command() + " attach " + id;
    if (session.options.json) {
        print_json(session, {{"id", id}, {"attach", attach}, {"exit_code", 0}});
        return ExitCode::done;
    }
    session.out << id << std::endl;
    if (!session.options.quiet)
        session.err << "it goes on by itself; to follow it: " << attach << std::endl;
    return ExitCode::done;
}

} // namespace deploy::cli
