// SPDX-License-Identifier: MIT
#pragma once
#include "helpers/program.hpp"

#include <cstdlib>
#include <filesystem>
#include <string>

namespace deploy::test {

/// An `ssh` in PATH that answers as it was told to, and keeps what was asked.
class SshStandIn {
public:
    SshStandIn() {
        write_file(folder_.path() / "ssh", "#!/bin/sh\n"
                                           "here=${0%/*}\n"
                                           "for asked; do :; done\n"
                                           "echo \"$asked\" >>\"$here/asked\"\n"
                                           "cat >\"$here/input\"\n"
                                           ". \"$here/answers\"\n");
        std::filesystem::permissions(folder_.path() / "ssh", std::filesystem::perms::owner_all);
        ::setenv("PATH", (folder_.path().string() + ":" + path_).c_str(), 1);
        answer(0);
    }
    ~SshStandIn() { ::setenv("PATH", path_.c_str(), 1); }
    SshStandIn(const SshStandIn&) = delete;
    SshStandIn& operator=(const SshStandIn&) = delete;

    /// Lines of a shell that has the remote command in `$asked`.
    void run(const std::string& script) const { write_file(folder_.path() / "answers", script); }
    /// The same answer to all.
    void answer(int code, const std::string& out = {}, const std::string& err = {}) const {
        write_file(folder_.path() / "out", out);
        write_file(folder_.path() / "err", err);
        run("cat \"$here/out\"\ncat \"$here/err\" >&2\nexit " + std::to_string(code) + "\n");
    }
    /// The remote commands, one a line.
    [[nodiscard]] std::string asked() const { return read_file(folder_.path() / "asked"); }
    /// Standard input of the last one.
    [[nodiscard]] std::string input() const { return read_file(folder_.path() / "input"); }
    [[nodiscard]] const std::filesystem::path& folder() const { return folder_.path(); }

private:
    TemporaryFolder folder_;
    std::string path_ = std::getenv("PATH"); // NOLINT(concurrency-mt-unsafe)
};

} // namespace deploy::test
