// SPDX-License-Identifier: MIT
// measure REPORT COMMAND…: runs the command and writes what it cost to the file REPORT: wall time
// and processor time in microseconds, peak memory in KiB. Ends with the command's exit code.
// A program of its own, static and small: the kernel counts the memory of whoever forks as the
// child's until the child has called exec.
#include <cerrno>
#include <cstdio>
#include <ctime>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

long long now_us() {
    timespec time{};
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1'000'000LL + time.tv_nsec / 1000;
}

long long microseconds(const timeval& time) { return time.tv_sec * 1'000'000LL + time.tv_usec; }

bool write_report(const char* path, long long wall, const rusage& usage) {
    auto* const file = std::fopen(path, "w");
    if (file == nullptr)
        return false;
    std::fprintf(file, "%lld %lld %ld\n", wall,
                 microseconds(usage.ru_utime) + microseconds(usage.ru_stime), usage.ru_maxrss);
    return std::fclose(file) == 0;
}

} // namespace

int main(int argc, char** argv) {
    constexpr int wrong_use = 2;
    constexpr int failed = 125;
    if (argc < 3)
        return wrong_use;
    const auto began = now_us();
    const auto child = vfork();
    if (child == 0) {
        execv(argv[2], argv + 2);
        _exit(failed);
    }
    int status = 0;
    rusage usage{};
    while (wait4(child, &status, 0, &usage) < 0)
        if (errno != EINTR)
            return failed;
    if (!write_report(argv[1], now_us() - began, usage))
        return failed;
    return WIFEXITED(status) ? WEXITSTATUS(status) : failed;
}
