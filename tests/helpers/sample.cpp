// SPDX-License-Identifier: MIT
// A small web service that the tests and the demo put live: well-behaved, or sick in any one way.
#include "sample_behaviour.hpp"
#include "sample_server.hpp"
#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string_view>
#include <thread>
#include <unistd.h>
#include <vector>

namespace {

using namespace std::chrono_literals;

// Allocates until the container's memory limit kills it; gives up where there is none.
[[noreturn]] void devour() {
    constexpr std::size_t piece = std::size_t{8} << 20U;
    std::vector<std::vector<char>> pieces;
    for (int i = 0; i < 128; ++i)
        pieces.emplace_back(piece, 'x');
    std::cerr << "sample: 1 GiB taken and still alive: no memory limit" << std::endl;
    std::_Exit(65);
}

void log_environment() {
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry)
        std::cout << "sample: " << *entry << std::endl;
}

void say(std::string text) {
    std::replace(text.begin(), text.end(), '|', '\n');
    if (!text.empty())
        std::cout << text << std::endl;
}

int migrate(const sample::Behaviour& behaviour) {
    say(behaviour.say);
    if (behaviour.is("leaky"))
        log_environment();
    std::cout << "sample: migrating 1/2" << std::endl;
    std::cerr << "sample: migrating 2/2" << std::endl;
    std::cout << (behaviour.migrate_exit == 0 ? "sample: migrated" : "sample: migration failed")
              << std::endl;
    return behaviour.migrate_exit;
}

void end_after(std::chrono::milliseconds delay, int code) {
    std::thread{[=] {
        std::this_thread::sleep_for(delay);
        std::cerr << "sample: ending with " << code << std::endl;
        std::_Exit(code);
    }}.detach();
}

// Whether this container was started before; it keeps a file that tells.
bool started_before() {
    const bool before = std::ifstream{"/started"}.is_open();
    std::ofstream{"/started"};
    return before;
}

void start_misbehaving(const sample::Behaviour& behaviour) {
    if (behaviour.is("exit") || (behaviour.is("once") && started_before())) {
        std::cerr << "sample: exiting with " << behaviour.exit_code << std::endl;
        std::_Exit(behaviour.exit_code);
    }
    if (behaviour.is("loop"))
        end_after(200ms, behaviour.exit_code);
    if (behaviour.is("oom"))
        devour();
    if (behaviour.die_after > 0ms)
        end_after(behaviour.die_after, behaviour.exit_code);
}

// As process 1 of a container, without this, no signal but KILL would end it.
sigset_t block_signals() {
    sigset_t set{};
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    return set;
}

int serve(const sample::Behaviour& behaviour) {
    const auto signals = block_signals();
    sample::Server server{behaviour};
    std::thread{[&] {
        std::cout << "sample " << behaviour.version << " starting" << std::endl;
        say(behaviour.say);
        if (behaviour.is("leaky"))
            log_environment();
        start_misbehaving(behaviour);
        std::this_thread::sleep_for(behaviour.boot);
        if (!behaviour.is("deaf"))
            server.listen();
    }}.detach();
    int signal = 0;
    sigwait(&signals, &signal);
    const bool drained = server.drain(5s);
    std::cout << "sample: " << (drained ? "all answered, bye" : "requests cut off, bye")
              << std::endl;
    std::_Exit(0);
}

} // namespace

int main(int argc, char** argv) {
    const auto behaviour = sample::read_behaviour("/behaviour");
    if (!behaviour.require.empty() && std::getenv(behaviour.require.c_str()) == nullptr) {
        std::cerr << behaviour.require << " environment variable must be set" << std::endl;
        return 1;
    }
    if (argc > 1 && std::string_view{argv[argc - 1]} == "migrate")
        return migrate(behaviour);
    return serve(behaviour);
}
