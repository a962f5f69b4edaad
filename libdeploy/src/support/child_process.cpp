// SPDX-License-Identifier: MIT
#include "support/child_process.hpp"
#include <boost/process.hpp>
#include <boost/process/extend.hpp>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <linux/close_range.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace deploy {

namespace {

namespace bp = boost::process;

/// In the child: a group of its own, no descriptor beyond the standard three, and no signal blocked
/// or ignored, whatever this process does with its own. Boost's `limit_handles` is of no use here:
/// it also closes the pipe by which a failed exec is reported.
/// It goes when this process does, however that ends: a build that nobody waits for would take the
/// processor from what serves.
void set_up_child(pid_t parent) {
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGTERM); // when the thread that starts it ends, which waits for it
    if (getppid() != parent)
        _exit(EXIT_FAILURE);
    close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGCHLD})
        std::signal(number, SIG_DFL);
}

boost::filesystem::path find_program(const std::string& name) {
    return name.find('/') != std::string::npos ? boost::filesystem::path{name}
                                               : bp::search_path(name);
}

/// The id of the program that runs now.
Result<pid_t> launch(const Command& command, const boost::filesystem::path& program, int output,
                     int errors) {
    bp::environment environment = boost::this_process::environment();
    for (const auto& [key, value] : command.environment)
        environment[key] = value;
    const auto directory = command.directory.empty() ? "." : command.directory.string();
    const boost::filesystem::path input{command.input.empty() ? "/dev/null"
                                                              : command.input.string()};
    std::error_code refused;
    bp::child child{program,
                    bp::args(command.arguments),
                    environment,
                    bp::start_dir(directory),
                    bp::std_in < input,
                    bp::posix::fd.bind(1, output),
                    bp::posix::fd.bind(2, errors),
                    refused,
                    bp::extend::on_exec_setup = [parent = getpid()](auto& /*executor*/) {
                        set_up_child(parent);
                    }};
    if (refused)
        return cannot_run(command, refused);
    child.detach(); // it is reaped by its id
    return child.id();
}

} // namespace

Error cannot_run(const Command& command, const std::error_code& reason) {
    const auto kind = reason == std::errc::no_such_file_or_directory ? Errc::not_found : Errc::io;
    return {kind, command.program + " cannot be run: " + reason.message()};
}

Result<> ChildProcess::start(const Command& command, int output, int errors) {
    if (!command.directory.empty() && !std::filesystem::is_directory(command.directory))
        return Error{Errc::io, command.directory.string() + " is not a directory"};
    const auto program = find_program(command.program);
    if (program.empty())
        return cannot_run(command, std::make_error_code(std::errc::no_such_file_or_directory));
    const auto id = launch(command, program, output, errors);
    if (!id)
        return id.error();
    id_ = *id;
    setpgid(id_, id_); // in case the child has not come so far
    handle_ = FileDescriptor{static_cast<int>(syscall(SYS_pidfd_open, id_, 0))};
    if (!handle_)
        return cannot_run(command, {errno, std::generic_category()});
    return {};
}

ChildProcess::~ChildProcess() {
    if (id_ == 0)
        return;
    signal_group(SIGKILL);
    reap();
}

void ChildProcess::signal_group(int number) const {
    if (id_ != 0)
        killpg(id_, number);
}

int ChildProcess::reap() {
    int status = 0;
    while (waitpid(id_, &status, 0) < 0 && errno == EINTR) {
    }
    id_ = 0;
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

} // namespace deploy
