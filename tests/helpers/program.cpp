// SPDX-License-Identifier: MIT
#include "helpers/program.hpp"
#include <boost/process/args.hpp>
#include <boost/process/child.hpp>
#include <boost/process/env.hpp>
#include <boost/process/environment.hpp>
#include <boost/process/exe.hpp>
#include <boost/process/io.hpp>
#include <boost/process/search_path.hpp>
#include <boost/process/start_dir.hpp>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <poll.h>
#include <stdexcept>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace deploy::test {
namespace process = boost::process;

namespace {

std::string spelled(const Words& command) {
    std::string text;
    for (const auto& word : command)
        text += (text.empty() ? "" : " ") + word;
    return text;
}

process::environment environment_of(const ProgramOptions& options) {
    process::environment all = boost::this_process::environment();
    for (const auto& [key, value] : options.environment)
        all[key] = value;
    return all;
}

int shell_code(int status) {
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

} // namespace

TemporaryFolder::TemporaryFolder() {
    std::string name = std::filesystem::temp_directory_path() / "psyfit-test-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr)
        throw std::runtime_error{"no temporary folder " + name};
    path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

struct Program::State {
    State(const Words& command, const ProgramOptions& options)
        : child{process::exe = resolve(command.at(0)),
                process::args = Words{command.begin() + 1, command.end()},
                process::start_dir = options.directory.empty() ? "." : options.directory.string(),
                process::std_in<(options.input.empty() ? "/dev/null" : options.input.string()),
                                process::std_out>(folder.path() / "out")
                    .string(),
                process::std_err > (folder.path() / "err").string(),
                environment_of(options)} {}

    static std::string resolve(const std::string& word) {
        const auto found = word.find('/') == word.npos ? process::search_path(word) : word;
        if (found.empty())
            throw std::runtime_error{word + ": not in PATH"};
        return found.string();
    }

    TemporaryFolder folder;
    process::child child;
};

Program::Program(const Words& command, const ProgramOptions& options)
    : state_{std::make_unique<State>(command, options)} {}

Program::~Program() {
    std::error_code ignored;
    if (state_ && state_->child.running(ignored))
        state_->child.terminate(ignored);
}

Program::Program(Program&&) noexcept = default;
Program& Program::operator=(Program&&) noexcept = default;

int Program::pid() const { return state_->child.id(); }

void Program::send_signal(int number) { ::kill(pid(), number); }

std::optional<int> Program::wait(std::chrono::milliseconds limit) {
    auto& child = state_->child;
    std::error_code error;
    if (child.running(error)) {
        pollfd ended{static_cast<int>(::syscall(SYS_pidfd_open, pid(), 0)), POLLIN, 0};
        ::poll(&ended, 1, static_cast<int>(limit.count()));
        ::close(ended.fd);
        if (child.running(error))
            return std::nullopt;
    }
    return shell_code(child.native_exit_code());
}

std::string Program::out() const { return read_file(state_->folder.path() / "out"); }
std::string Program::err() const { return read_file(state_->folder.path() / "err"); }

Finished run(const Words& command, const ProgramOptions& options, std::chrono::milliseconds limit) {
    Program program{command, options};
    const auto code = program.wait(limit);
    if (!code)
        throw std::runtime_error{spelled(command) + ": still runs after its time\n" +
                                 program.out() + program.err()};
    return {*code, program.out(), program.err()};
}

std::string output_of(const Words& command, const ProgramOptions& options) {
    auto ended = run(command, options);
    if (ended.exit_code != 0)
        throw std::runtime_error{spelled(command) + ": exit " + std::to_string(ended.exit_code) +
                                 "\n" + ended.out + ended.err};
    if (ended.out.ends_with('\n'))
        ended.out.pop_back();
    return ended.out;
}

std::string read_file(const std::filesystem::path& file) {
    std::ifstream stream{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{stream}, {}};
}

void write_file(const std::filesystem::path& file, std::string_view content) {
    std::filesystem::create_directories(file.parent_path());
    std::ofstream stream{file, std::ios::binary};
    stream << content;
    if (!stream.flush())
        throw std::runtime_error{"cannot write " + file.string()};
}

} // namespace deploy::test
