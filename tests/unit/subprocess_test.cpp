// SPDX-License-Identifier: MIT
#include "helpers/result_text.hpp"
#include "support/child_process.hpp"
#include "support/line_splitter.hpp"
#include "support/subprocess.hpp"
#include <csignal>
#include <cstdlib>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

using namespace deploy;

namespace {

using Lines = std::vector<std::string>;

Lines split(std::initializer_list<std::string_view> pieces) {
    Lines lines;
    LineSplitter splitter{[&](std::string_view line) { lines.emplace_back(line); }};
    for (const auto piece : pieces)
        splitter.feed(piece);
    splitter.finish();
    return lines;
}

/// A shell script and what it says.
struct Script {
    Lines lines{};
    Command command;

    explicit Script(std::string text)
        : command{.program = "sh",
                  .arguments = {"-c", std::move(text)},
                  .line = [this](std::string_view line) { lines.emplace_back(line); }} {}
    Script(const Script&) = delete;
    Script& operator=(const Script&) = delete;
};

/// In a process of its own: starts a program that would run for long, with its output on `output`.
[[noreturn]] void start_and_wait(int output) {
    ChildProcess child;
    const Command command{.program = "sh", .arguments = {"-c", "echo runs; exec sleep 600"}};
    if (!child.start(command, output, output))
        _exit(EXIT_FAILURE);
    ::close(output);
    for (;;)
        ::pause();
}

/// All that is said on `input` from now on, to the end of the last that could.
std::string rest_of(int input) {
    std::string text;
    char piece[64];
    for (ssize_t got = 0; (got = ::read(input, piece, sizeof piece)) > 0;)
        text.append(piece, static_cast<std::size_t>(got));
    return text;
}

} // namespace

TEST_CASE("a program does not outlive who started it, however that ended") {
    int pipe[2];
    REQUIRE(::pipe2(pipe, O_CLOEXEC) == 0);
    const pid_t starter = ::fork();
    REQUIRE(starter >= 0);
    if (starter == 0)
        start_and_wait(pipe[1]);
    ::close(pipe[1]);
    char first = 0;
    REQUIRE(::read(pipe[0], &first, 1) == 1); // it runs

    ::kill(starter, SIGKILL);

    CHECK(rest_of(pipe[0]) == "uns\n"); // comes back only when nobody has the pipe any more
    ::waitpid(starter, nullptr, 0);
    ::close(pipe[0]);
}

TEST_CASE("a stream is cut into lines however its pieces come") {
    CHECK(split({"a\nb\r\nc"}) == Lines{"a", "b", "c"});
    CHECK(split({"a\r", "\nb", "c\n", "\n"}) == Lines{"a", "bc", ""});
    CHECK(split({"10%\r20%\r\n"}) == Lines{"10%", "20%"});
    CHECK(split({}) == Lines{});
}

TEST_CASE("what exceeds the longest line is dropped, the next line is whole") {
    const std::string longer(LineSplitter::max_line + 100, 'x');

    const auto lines = split({longer, "\nnext\n"});

    REQUIRE(lines.size() == 2);
    CHECK(lines[0].size() == LineSplitter::max_line);
    CHECK(lines[1] == "next");
}

TEST_CASE("both streams come in their order, and the exit code is told") {
    Script script{"echo a; echo b >&2; printf c; exit 7"};

    CHECK(run(script.command).value() == 7);
    CHECK(script.lines == Lines{"a", "b", "c"});
}

TEST_CASE("arguments reach the program as they are") {
    Lines lines;
    const std::string odd = "a b'\"$HOME`id`\\\n*";
    const Command command{.program = "printf",
                          .arguments = {"%s", odd},
                          .line = [&](std::string_view line) { lines.emplace_back(line); }};

    CHECK(run(command).value() == 0);
    CHECK(lines == Lines{"a b'\"$HOME`id`\\", "*"});
}

TEST_CASE("environment, directory and an empty input are set") {
    Script script{"echo $ODD; pwd; cat"};
    script.command.environment = {{"ODD", "x  y"}};
    script.command.directory = "/usr";

    CHECK(run(script.command).value() == 0);
    CHECK(script.lines == Lines{"x y", "/usr"});
}

TEST_CASE("death by a signal is told as a shell does") {
    CHECK(run(Script{"kill -9 $$"}.command).value() == 128 + SIGKILL);
}

TEST_CASE("a program that cannot be run is an error") {
    CHECK(run({.program = "no-such-program"}).error().is(Errc::not_found));
    CHECK(run({.program = "/no/such/program"}).error().is(Errc::not_found));
    CHECK(run({.program = "/etc/passwd"}).error().is(Errc::io));
    CHECK(run({.program = "true", .directory = "/no/such/directory"}).error().is(Errc::io));
}

TEST_CASE("no descriptor of this process is inherited") {
    const int leaky = open("/dev/null", O_RDONLY); // NOLINT: without O_CLOEXEC on purpose
    Script script{"[ ! -e /proc/self/fd/" + std::to_string(leaky) + " ]"};

    CHECK(run(script.command).value() == 0);

    close(leaky);
}

TEST_CASE("signals blocked here are not blocked in the program") {
    sigset_t terminate;
    sigset_t former;
    sigemptyset(&terminate);
    sigaddset(&terminate, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &terminate, &former);

    const auto code = run(Script{"kill -TERM $$; exit 1"}.command);

    pthread_sigmask(SIG_SETMASK, &former, nullptr);
    CHECK(code.value() == 128 + SIGTERM);
}

TEST_CASE("a stop ends the whole group, with its last words") {
    std::stop_source stop;
    Script script{"trap 'echo bye; exit' TERM; sleep 600 & echo $!; wait"};
    script.command.stop = stop.get_token();
    script.command.line = [&](std::string_view line) {
        script.lines.emplace_back(line);
        stop.request_stop();
    };

    CHECK(run(script.command).error().is(Errc::cancelled));

    REQUIRE(script.lines.size() == 2);
    CHECK(script.lines[1] == "bye");
}

TEST_CASE("a program that ignores the request to end is killed after the grace time") {
    std::stop_source stop;
    Script script{"trap '' TERM; echo ready; while :; do sleep 600; done"};
    script.command.stop = stop.get_token();
    script.command.grace = std::chrono::milliseconds{20};
    script.command.line = [&](std::string_view) { stop.request_stop(); };

    CHECK(run(script.command).error().is(Errc::cancelled));
}

TEST_CASE("a stop requested before the start runs nothing for long") {
    std::stop_source stop;
    stop.request_stop();
    Script script{"sleep 600"};
    script.command.stop = stop.get_token();

    CHECK(run(script.command).error().is(Errc::cancelled));
}

TEST_CASE("a program that takes too long is ended") {
    Script script{"sleep 600"};
    script.command.timeout = std::chrono::milliseconds{30};

    CHECK(run(script.command).error().is(Errc::timed_out));
}

TEST_CASE("a daemon left behind does not hold up the end") {
    CHECK(run(Script{"(sleep 5 &) ; exit 3"}.command).value() == 3);
}

TEST_CASE("a sink that throws leaves no program behind") {
    Script script{"echo $$; exec sleep 600"};
    pid_t child = 0;
    script.command.line = [&](std::string_view line) {
        child = std::stoi(std::string{line});
        throw std::runtime_error{"sink"};
    };

    CHECK_THROWS_AS(static_cast<void>(run(script.command)), std::runtime_error);
    CHECK(kill(child, 0) != 0);
}
