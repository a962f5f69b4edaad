// SPDX-License-Identifier: MIT
#pragma once
#include <deploy/result.hpp>
#include <string>
#include <string_view>

namespace deploy {

/// What the OpenSSH client said of a connection, apart from what the program there wrote.
class SshComplaints {
public:
    /// Keeps a line of standard error that is ssh's own; false where it is not.
    bool take(std::string_view line);

    /// Why ssh exited with its own code: `refused` where a key was not accepted, `unreachable`
    /// where the server was never connected to, else `unknown_outcome`. `by_hand` is the command
    /// that shows more.
    [[nodiscard]] Error failure(const std::string& host, const std::string& by_hand) const;

private:
    std::string said_;
};

} // namespace deploy
