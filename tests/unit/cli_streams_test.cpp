// SPDX-License-Identifier: MIT
#include "signals.hpp"

#include <atomic>
#include <csignal>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sched.h>
#include <stop_token>
#include <string>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

/// What `test` gives in a process of its own.
template <class Test>
int in_a_child(Test test) {
    const pid_t child = ::fork();
    if (child == 0)
        ::_exit(test());
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

} // namespace

TEST_CASE("a process that holds secrets leaves no core and cannot be looked into") {
    const auto hardened = [] {
        deploy::cli::harden_process();
        rlimit core{1, 1};
        ::getrlimit(RLIMIT_CORE, &core);
        return core.rlim_max == 0 && ::prctl(PR_GET_DUMPABLE) == 0 ? 0 : 1;
    };

    CHECK(::prctl(PR_GET_DUMPABLE) == 1);
    CHECK(in_a_child(hardened) == 0);
}

TEST_CASE("the second signal says what is left behind, and ends the process") {
    for (const auto last_words : {deploy::cli::goes_on, deploy::cli::recover_later}) {
        int ends[2];
        REQUIRE(::pipe(ends) == 0);
        const auto interrupted = [&] {
            ::dup2(ends[1], STDERR_FILENO);
            const deploy::cli::Signals signals{last_words};
            ::kill(::getpid(), SIGINT);
            while (!signals.token().stop_requested())
                ::sched_yield();
            ::kill(::getpid(), SIGINT);
            for (;;)
                ::pause();
            return 0;
        };

        CHECK(in_a_child(interrupted) == 130);

        std::string said(200, ' ');
        said.resize(static_cast<std::size_t>(::read(ends[0], said.data(), said.size())));
        CHECK(said == "\n" + std::string{last_words} + "\n");
        ::close(ends[0]);
        ::close(ends[1]);
    }
}

TEST_CASE("the second signal ends the process also where nobody reads what the first one prints") {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    const auto interrupted = [&] {
        ::dup2(ends[1], STDERR_FILENO);
        ::fcntl(STDERR_FILENO, F_SETFL, O_NONBLOCK);
        while (::write(STDERR_FILENO, "x", 1) == 1) {
        }
        ::fcntl(STDERR_FILENO, F_SETFL, 0);
        const deploy::cli::Signals signals{deploy::cli::recover_later};
        std::atomic<bool> told = false;
        const std::stop_callback prints{signals.token(), [&] {
                                            told = true;
                                            static_cast<void>(::write(STDERR_FILENO, "y", 1));
                                        }};
        ::kill(::getpid(), SIGTERM);
        while (!told)
            ::sched_yield();
        ::kill(::getpid(), SIGTERM);
        for (;;)
            ::pause();
        return 0;
    };

    CHECK(in_a_child(interrupted) == 130);
    ::close(ends[0]);
    ::close(ends[1]);
}

TEST_CASE("no file takes the place of a standard stream that the caller has closed") {
    const auto next_file = [] {
        for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
            ::close(stream);
        deploy::cli::hold_standard_streams();
        const bool printed = ::write(STDOUT_FILENO, "x", 1) == 1; // as where it is closed
        return printed ? 100 : ::open("/dev/null", O_RDONLY);
    };

    CHECK(in_a_child(next_file) > STDERR_FILENO);
    CHECK(in_a_child(next_file) < 100);
}

TEST_CASE("a standard stream that is open stays what it is") {
    const auto same_file = [] {
        int ends[2];
        if (::pipe(ends) != 0 || ::dup2(ends[1], STDOUT_FILENO) < 0)
            return 1;
        deploy::cli::hold_standard_streams();
        char got = 0;
        return ::write(STDOUT_FILENO, "x", 1) == 1 && ::read(ends[0], &got, 1) == 1 ? 0 : 2;
    };

    CHECK(in_a_child(same_file) == 0);
}
