// SPDX-License-Identifier: MIT
#pragma once
#include "support/file_descriptor.hpp"
#include <filesystem>
#include <git2.h>

namespace deploy::git {

/// A time in which this program changes a repository; the kernel ends it with the process. A mark
/// in the repository outlives one that was killed in it: the next one then removes the lock files
/// that were left, which are those newer than the mark, unless a git program works in the checkout.
class Undertaking {
public:
    /// Where the repository cannot be written, or another process is at it, it does nothing.
    explicit Undertaking(git_repository* repository) : Undertaking{repository, Kind::change} {}
    /// Only removes what a killed one left; where nothing was left it makes no mark.
    static void tidy(git_repository* repository) { Undertaking{repository, Kind::tidying}; }
    /// Takes the mark away.
    ~Undertaking();
    Undertaking(const Undertaking&) = delete;
    Undertaking& operator=(const Undertaking&) = delete;

    /// Ends it with the mark in place, for what may go on until the process ends.
    void leave() { mark_.close(); }

private:
    enum class Kind { change, tidying };
    Undertaking(git_repository* repository, Kind kind);

    FileDescriptor mark_; // holds its lock
};

} // namespace deploy::git
