// SPDX-License-Identifier: MIT
#pragma once
#include <chrono>
#include <deploy/result.hpp>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>

namespace deploy {

/// The one lock of a proxy host, a `flock` that the kernel frees with its holder: no stale lock can
/// exist. Children do not inherit it.
class HostLock {
public:
    /// Takes the lock, waiting at most `patience`. `locked` names the holder: its process, what it
    /// does and since when. `holder` is written into the file for others to read.
    static Result<HostLock> acquire(const std::filesystem::path& file, const std::string& holder,
                                    std::chrono::seconds patience, std::stop_token stop);

    /// What the holder wrote when it took the lock; nothing where nobody holds it now. A lock file
    /// that was never made is held by nobody.
    static Result<std::optional<std::string>> held_by(const std::filesystem::path& file);

    HostLock(HostLock&& other) noexcept : fd_{std::exchange(other.fd_, -1)} {}
    HostLock& operator=(HostLock&& other) noexcept {
        std::swap(fd_, other.fd_);
        return *this;
    }
    ~HostLock();

private:
    explicit HostLock(int fd) : fd_{fd} {}
    int fd_;
};

} // namespace deploy
