// SPDX-License-Identifier: MIT
// A detached run needs nobody: no terminal, no parent, no reader, and no signal of theirs ends it.
#include "e2e/await.hpp"
#include "e2e/expect.hpp"

#include <array>
#include <csignal>
#include <fcntl.h>
#include <pty.h>
#include <regex>
#include <sstream>
#include <sys/wait.h>
#include <unistd.h>

using namespace deploy::test;

namespace {

/// A service whose next version is watched long enough for somebody to go meanwhile.
struct WatchedWorld : World {
    std::string incumbent = start_by_hand();

    WatchedWorld() {
        config["watch"] = {{"window", "3s"}};
        repository().commit({{"version", "2"}});
        static_cast<void>(run_cli({"config", "check"})); // the file is there
    }
    [[nodiscard]] Words detached(const std::string& id) const {
        return {DEPLOY_TEST_CLI,
                "deploy",
                "--detach",
                "--id",
                id,
                "--config",
                (root() / "config.json").string()};
    }
    /// The process of the run that holds the lock.
    [[nodiscard]] pid_t runner() const {
        const auto text = read_file(root() / "state" / (proxy_name() + ".lock"));
        std::smatch found;
        REQUIRE_MESSAGE(std::regex_search(text, found, std::regex{R"(process (\d+))"}), text);
        return std::stoi(found[1]);
    }
    /// Waits for that state of the run, which then goes on for a while.
    Program follow_until(const std::string& id, const std::string& state) {
        auto follower = start_cli({"attach", id});
        await_said(follower, "] " + state);
        return follower;
    }
};

/// A shell on a terminal of its own that runs the command and stays.
class TerminalSession {
public:
    explicit TerminalSession(Words command) {
        command.insert(command.begin(), {"sh", "-c", R"("$@"; read -r forever)", "sh"});
        std::vector<char*> words;
        for (auto& word : command)
            words.push_back(word.data());
        words.push_back(nullptr);
        shell_ = ::forkpty(&terminal_, nullptr, nullptr, nullptr);
        if (shell_ == 0) {
            ::execvp(words.front(), words.data());
            ::_exit(127);
        }
        ::fcntl(terminal_, F_SETFD, FD_CLOEXEC); // NOLINT(*-vararg): or others keep it open
    }
    ~TerminalSession() {
        if (terminal_ >= 0)
            hang_up();
    }
    TerminalSession(const TerminalSession&) = delete;
    TerminalSession& operator=(const TerminalSession&) = delete;

    void await_shown(const std::string& text) {
        std::string shown;
        std::array<char, 512> piece{};
        while (shown.find(text) == std::string::npos) {
            const auto count = ::read(terminal_, piece.data(), piece.size());
            REQUIRE_MESSAGE(count > 0, shown);
            shown.append(piece.data(), static_cast<std::size_t>(count));
        }
    }
    /// The terminal is gone. Gives the signal that ended the shell.
    int hang_up() {
        ::close(std::exchange(terminal_, -1));
        int status = 0;
        ::waitpid(shell_, &status, 0);
        return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    }

private:
    int terminal_ = -1;
    pid_t shell_ = -1;
};

/// The session of a process and its terminal, 0 for none: fields 6 and 7 of /proc/PID/stat.
std::pair<pid_t, int> session_and_terminal(pid_t process) {
    const auto stat = read_file("/proc/" + std::to_string(process) + "/stat");
    std::istringstream fields{stat.substr(stat.rfind(')') + 1)};
    std::string state;
    pid_t parent = 0;
    pid_t group = 0;
    std::pair<pid_t, int> out;
    fields >> state >> parent >> group >> out.first >> out.second;
    return out;
}

} // namespace

TEST_CASE("a terminal that goes away with the shell on it leaves the detached deployment alone") {
    if (skipped())
        return;
    WatchedWorld world;
    TerminalSession session{world.detached("tty")};
    session.await_shown("attach tty");
    auto follower = world.follow_until("tty", "watching");
    const auto runner = world.runner();

    const auto [owner, terminal] = session_and_terminal(runner);
    const auto ended_by = session.hang_up();
    const bool goes_on = ::kill(runner, 0) == 0;

    CHECK(terminal == 0);
    CHECK_MESSAGE(owner != runner, "it leads no session, and no terminal can become its own");
    CHECK(ended_by == SIGHUP);
    CHECK(goes_on);
    CHECK(follower.wait(longest_wait) == 0);
    expect_live(world, "2", world.incumbent);
}

TEST_CASE("a detached deployment lives on without a reader and without its parent") {
    if (skipped())
        return;
    WatchedWorld world;
    auto words = world.detached("alone");
    words.insert(
        words.begin(), // the reader of both streams is gone before it begins
        {"bash", "-c", R"(exec 5> >(exec true); wait $!; "$@" >&5 2>&5; kill -9 $$)", "bash"});
    const auto started = run(words);
    auto follower = world.follow_until("alone", "watching");
    const auto runner = world.runner();

    for (const int number : {SIGHUP, SIGPIPE})
        CHECK(::kill(runner, number) == 0);

    CHECK(started.exit_code == 128 + SIGKILL);
    CHECK_MESSAGE(follower.wait(longest_wait) == 0, follower.err());
    expect_live(world, "2", world.incumbent);
    CHECK(world.run_cli({"attach", "alone"}).exit_code == 0);
}

TEST_CASE("a detached deployment needs no standard streams") {
    if (skipped())
        return;
    WatchedWorld world;
    auto words = world.detached("closed");
    words.insert(words.begin(), {"sh", "-c", R"(exec "$@" <&- >&- 2>&-)", "sh"});

    const auto started = run(words);

    CHECK(started.exit_code == 0);
    CHECK(world.run_cli({"attach", "closed"}).exit_code == 0);
    expect_live(world, "2", world.incumbent);
}
