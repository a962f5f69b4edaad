// SPDX-License-Identifier: MIT
// Loaded into the program under test (LD_PRELOAD), it makes that program's steady time pass
// DEPLOY_TEST_CLOCK_SPEED times as fast: its time-outs and its waits come sooner, what is outside
// of it stays as it is. The time of day jumps by DEPLOY_TEST_CLOCK_JUMP seconds as soon as the file
// DEPLOY_TEST_CLOCK_JUMP_FILE is there.
#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <poll.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace {

constexpr std::int64_t second = 1'000'000'000;

std::int64_t count(const timespec& time) { return time.tv_sec * second + time.tv_nsec; }
timespec time_of(std::int64_t nanoseconds) {
    return {.tv_sec = nanoseconds / second, .tv_nsec = nanoseconds % second};
}

std::int64_t real_now(clockid_t clock) {
    timespec now{};
    ::syscall(SYS_clock_gettime, clock, &now);
    return count(now);
}

struct Clock {
    std::int64_t speed = 1;
    std::int64_t jump = 0;
    const char* jump_file = std::getenv("DEPLOY_TEST_CLOCK_JUMP_FILE");
    std::int64_t steady = real_now(CLOCK_MONOTONIC);
    std::int64_t raw = real_now(CLOCK_MONOTONIC_RAW);

    Clock() {
        if (const char* text = std::getenv("DEPLOY_TEST_CLOCK_SPEED"))
            speed = std::max<std::int64_t>(1, std::strtol(text, nullptr, 10));
        if (const char* text = std::getenv("DEPLOY_TEST_CLOCK_JUMP"))
            jump = std::strtol(text, nullptr, 10) * second;
    }
    [[nodiscard]] std::int64_t jumped() const {
        const bool now = jump_file != nullptr && ::access(jump_file, F_OK) == 0;
        return now ? jump : 0;
    }
    [[nodiscard]] std::int64_t fast(std::int64_t real, std::int64_t began) const {
        return began + (real - began) * speed;
    }
    /// The real time at which the fast clock shows `shown`.
    [[nodiscard]] std::int64_t real(std::int64_t shown) const {
        return steady + (shown - steady) / speed;
    }
};

const Clock& clock_of_program() {
    static const Clock only;
    return only;
}

/// Rounded up: a wait may not end before its time.
timespec shortened(const timespec& duration) {
    const auto speed = clock_of_program().speed;
    return time_of((count(duration) + speed - 1) / speed);
}

} // namespace

extern "C" {

int clock_gettime(clockid_t clock, timespec* now) noexcept {
    const auto& program = clock_of_program();
    if (clock == CLOCK_REALTIME) {
        *now = time_of(real_now(clock) + program.jumped());
        return 0;
    }
    if (clock != CLOCK_MONOTONIC && clock != CLOCK_MONOTONIC_RAW)
        return static_cast<int>(::syscall(SYS_clock_gettime, clock, now));
    const auto began = clock == CLOCK_MONOTONIC ? program.steady : program.raw;
    *now = time_of(program.fast(real_now(clock), began));
    return 0;
}

int poll(pollfd* on, nfds_t size, int milliseconds) {
    if (milliseconds < 0)
        return static_cast<int>(::syscall(SYS_ppoll, on, size, nullptr, nullptr, 0));
    const auto limit = shortened(time_of(std::int64_t{milliseconds} * 1'000'000));
    return static_cast<int>(::syscall(SYS_ppoll, on, size, &limit, nullptr, 0));
}

int nanosleep(const timespec* duration, timespec* left) {
    const auto real = shortened(*duration);
    return static_cast<int>(::syscall(SYS_nanosleep, &real, left));
}

int clock_nanosleep(clockid_t clock, int flags, const timespec* until, timespec* left) {
    const auto& program = clock_of_program();
    const bool steady = clock == CLOCK_MONOTONIC;
    const auto real = (flags & TIMER_ABSTIME) == 0 ? shortened(*until)
                      : steady                     ? time_of(program.real(count(*until)))
                                                   : *until;
    return ::syscall(SYS_clock_nanosleep, clock, flags, &real, left) == 0 ? 0 : errno;
}

int pthread_cond_clockwait(pthread_cond_t* condition, pthread_mutex_t* mutex, clockid_t clock,
                           const timespec* until) {
    // The other one waits by the time of day.
    const auto left =
        count(*until) - clock_of_program().fast(real_now(clock), clock_of_program().steady);
    const auto limit = clock == CLOCK_MONOTONIC
                           ? time_of(real_now(CLOCK_REALTIME) +
                                     std::max<std::int64_t>(0, left / clock_of_program().speed))
                           : *until;
    return pthread_cond_timedwait(condition, mutex, &limit);
}

} // extern "C"
