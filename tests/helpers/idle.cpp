// SPDX-License-Identifier: MIT
// The smallest container of the contract tests: `idle` waits for SIGTERM, `idle exit CODE` ends
// with the code, `idle say` writes to both outputs, `idle show KEY` writes a variable as it is,
// `idle copy` writes what it reads, and `idle deaf` neither reads nor writes.
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <unistd.h>

namespace {

void put(int descriptor, std::string_view text) {
    while (!text.empty()) {
        const auto count = write(descriptor, text.data(), text.size());
        if (count <= 0)
            return;
        text.remove_prefix(static_cast<std::size_t>(count));
    }
}

int copy() {
    char buffer[65536];
    for (ssize_t count = 0; (count = read(STDIN_FILENO, buffer, sizeof buffer)) > 0;)
        put(STDOUT_FILENO, {buffer, static_cast<std::size_t>(count)});
    return 0;
}

int wait_for_end() {
    sigset_t end;
    sigemptyset(&end);
    sigaddset(&end, SIGTERM);
    sigprocmask(SIG_BLOCK, &end, nullptr);
    int number = 0;
    sigwait(&end, &number);
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    const std::string_view mode = argc > 1 ? argv[1] : "";
    if (mode == "exit" && argc > 2)
        return std::atoi(argv[2]);
    if (mode == "say") {
        put(STDOUT_FILENO, "first\n");
        put(STDERR_FILENO, "second\n");
        put(STDOUT_FILENO, "third\n");
        return 0;
    }
    if (mode == "show" && argc > 2) {
        const char* value = std::getenv(argv[2]);
        put(STDOUT_FILENO, value == nullptr ? "(unset)" : value);
        return 0;
    }
    if (mode == "copy")
        return copy();
    if (mode == "deaf")
        return pause();
    return wait_for_end();
}
