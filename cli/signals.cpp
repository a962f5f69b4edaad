// SPDX-License-Identifier: MIT
#include "signals.hpp"

#include <array>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <string_view>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

namespace deploy::cli {
namespace {

constexpr int cancelled = 130;

bool ignored(int number) {
    struct sigaction action {};
    return sigaction(number, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

sigset_t watched() {
    sigset_t set{};
    sigemptyset(&set);
    for (const int number : {SIGINT, SIGTERM, SIGHUP})
        if (!ignored(number))
            sigaddset(&set, number);
    return set;
}

/// Says it only where that can be said at once: whoever reads may be why there is a second signal.
[[noreturn]] void end_at_once(std::string_view text) {
    pollfd errors{STDERR_FILENO, POLLOUT, 0};
    if (poll(&errors, 1, 0) == 1 && (errors.revents & POLLOUT) != 0) [[maybe_unused]]
        const auto written = write(STDERR_FILENO, text.data(), text.size());
    _exit(cancelled);
}

} // namespace

std::string followed_by(std::string_view command) {
    return std::string{goes_on} + "; to follow it: " + std::string{command};
}

Signals::Signals(std::string_view last_words, Second second)
    : last_words_{"\n" + std::string{last_words} + "\n"}, second_ends_{second == Second::ends} {
    const sigset_t set = watched();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    quit_ = eventfd(0, EFD_CLOEXEC);
    const int signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    thread_ = std::thread{[this, signals] { watch(signals); }};
}

Signals::~Signals() {
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = write(quit_, &one, sizeof one);
    thread_.join();
    close(quit_);
}

void Signals::watch(int signals) {
    std::array<pollfd, 2> ready{{{signals, POLLIN, 0}, {quit_, POLLIN, 0}}};
    std::jthread stopping;
    std::jthread hurrying;
    while (ready[1].revents == 0) {
        if (poll(ready.data(), ready.size(), -1) < 0)
            continue;
        signalfd_siginfo info{};
        if (read(signals, &info, sizeof info) != sizeof info)
            continue;
        if (stopping.joinable() && (second_ends_ || hurrying.joinable()))
            end_at_once(last_words_);
        if (stopping.joinable()) {
            hurrying = std::jthread{[this] { haste_.request_stop(); }};
            continue;
        }
        // Who is told may print, and that may block: the second signal is waited for meanwhile.
        stopping = std::jthread{[this] { source_.request_stop(); }};
    }
    close(signals);
}

void hold_standard_streams() {
    for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
        if (fcntl(stream, F_GETFD) < 0) // NOLINT(*-vararg)
            [[maybe_unused]]
            const int null = open("/dev/null", // NOLINT(*-vararg)
                                  stream == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

void harden_process() {
    const rlimit none{0, 0};
    setrlimit(RLIMIT_CORE, &none);
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    // The checkout is shared with the web server; what must be private has its mode set explicitly.
    umask(S_IWGRP | S_IWOTH);
    std::signal(SIGPIPE, SIG_IGN);
}

} // namespace deploy::cli
