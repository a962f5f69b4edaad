// SPDX-License-Identifier: MIT
#pragma once
#include <chrono>
#include <deploy/backup.hpp>

namespace deploy {

/// Tells a count at most ten times a second.
class ProgressTeller {
public:
    explicit ProgressTeller(const BackupProgress& progress) : progress_{progress} {}
    void tell(std::int64_t count) {
        const auto now = std::chrono::steady_clock::now();
        if (!progress_ || now - told_at_ < std::chrono::milliseconds{100})
            return;
        told_at_ = now;
        progress_(count);
    }

private:
    const BackupProgress& progress_;
    std::chrono::steady_clock::time_point told_at_{};
};

} // namespace deploy
