// SPDX-License-Identifier: MIT
#include "adapters/durable_file.hpp"
#include "support/wall_time.hpp"
#include <algorithm>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <deploy/lock.hpp>
#include <mutex>
#include <sys/file.h>
#include <unistd.h>

namespace deploy {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::size_t holder_limit = 1024;
constexpr milliseconds poll_interval{50};
constexpr milliseconds look_grace{20};

std::string holder_of(const FileDescriptor& file, const std::filesystem::path& name) {
    auto text = read_all(file, name, holder_limit);
    if (!text || text->empty())
        return "another process";
    return text->substr(0, text->find('\n'));
}

Error locked(const FileDescriptor& file, const std::filesystem::path& name) {
    return {
        Errc::locked,
        "another deployment holds the lock " + name.string() + ": " + holder_of(file, name),
        "wait for it to end (--wait SECONDS), see what it does (psyfit-deploy status), or have it "
        "turn back (psyfit-deploy abort)"};
}

/// Waits a little; false when `stop` was requested.
bool pause(steady_clock::time_point until, const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any wakeup;
    std::unique_lock lock{mutex};
    wakeup.wait_until(lock, stop, std::min(until, steady_clock::now() + poll_interval),
                      [] { return false; });
    return !stop.stop_requested();
}

Result<> take(const FileDescriptor& file, const std::filesystem::path& name,
              steady_clock::time_point deadline, const std::stop_token& stop) {
    while (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno == EINTR)
            continue;
        if (errno != EWOULDBLOCK)
            return system_error("lock", name);
        if (steady_clock::now() >= deadline)
            return locked(file, name);
        if (!pause(deadline, stop))
            return Error{Errc::cancelled,
                         "cancelled while waiting for the lock of " + holder_of(file, name)};
    }
    return {};
}

/// One line, so that a reader who comes in the middle of the write sees no mixture.
Result<> write_holder(const FileDescriptor& file, const std::filesystem::path& name,
                      const std::string& holder) {
    std::string text = "process " + std::to_string(::getpid()) + ", " + holder + ", since " +
                       rfc3339(std::chrono::system_clock::now());
    for (char& c : text)
        c = c == '\n' ? ' ' : c;
    text = text.substr(0, holder_limit - 1) + "\n";
    return write_at_end(file, name, 0, text, Outlives::process);
}

} // namespace

Result<HostLock> HostLock::acquire(const std::filesystem::path& file, const std::string& holder,
                                   std::chrono::seconds patience,
                                   std::stop_token stop) { // NOLINT(performance-*)
    auto directory = open_state_directory(file.parent_path(), IfMissing::create);
    if (!directory)
        return directory.error();
    auto opened = open_private_file(*directory, file, IfMissing::create);
    if (!opened)
        return opened.error();
    // Who only looks whether it is held, holds it for an instant.
    const auto deadline = steady_clock::now() + std::max<milliseconds>(patience, look_grace);
    if (auto taken = take(*opened, file, deadline, stop); !taken)
        return taken.error();
    if (auto written = write_holder(*opened, file, holder); !written)
        return written.error();
    return HostLock{opened->release()};
}

Result<std::optional<std::string>> HostLock::held_by(const std::filesystem::path& file) {
    auto directory = open_state_directory(file.parent_path(), IfMissing::fail);
    auto opened = directory ? open_private_file(*directory, file, IfMissing::fail)
                            : Result<FileDescriptor>{directory.error()};
    if (!opened && opened.error().is(Errc::not_found))
        return std::optional<std::string>{};
    if (!opened)
        return opened.error();
    if (::flock(opened->get(), LOCK_SH | LOCK_NB) == 0)
        return std::optional<std::string>{}; // given back with the descriptor
    if (errno != EWOULDBLOCK)
        return system_error("look at the lock", file);
    return std::optional{holder_of(*opened, file)};
}

HostLock::~HostLock() {
    if (fd_ < 0)
        return;
    // Nobody holds it from here on: no old name may stay for a reader.
    [[maybe_unused]] const int cleared = ::ftruncate(fd_, 0);
    ::close(fd_);
}

} // namespace deploy
