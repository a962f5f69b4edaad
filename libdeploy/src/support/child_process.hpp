// SPDX-License-Identifier: MIT
#pragma once
#include "support/file_descriptor.hpp"
#include "support/subprocess.hpp"
#include <sys/types.h>

namespace deploy {

/// A program that runs as the leader of a process group of its own. One that has not been reaped is
/// killed and reaped when this goes.
class ChildProcess {
public:
    ChildProcess() = default;
    ~ChildProcess();
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;

    /// Starts it with its outputs on these descriptors.
    Result<> start(const Command& command, int output, int errors);
    /// Readable when it has ended.
    [[nodiscard]] int handle() const { return handle_.get(); }
    void signal_group(int number) const;
    /// Waits for its end; death by a signal is 128 + the signal.
    int reap();

private:
    pid_t id_ = 0; ///< 0: none, or reaped.
    FileDescriptor handle_;
};

/// The error of a command that cannot be run.
[[nodiscard]] Error cannot_run(const Command& command, const std::error_code& reason);

} // namespace deploy
