// SPDX-License-Identifier: MIT
#pragma once
#include <filesystem>
#include <string>
#include <vector>

namespace deploy::action {

// Exit codes: a shell's, and one that no program is known to use.
inline constexpr int no_user_on_host = 254; ///< Not known, or cannot be become.
inline constexpr int cannot_run_on_host = 126;
inline constexpr int no_program_on_host = 127;

/// In a helper container with the files of a machine at `root`: becomes that program of the
/// machine, started as a login of `user` would: its groups, home and search path, and nothing else
/// of this environment. Standard streams stay. Returns only where that is not possible: one
/// of the codes above; why is told on standard error.
[[nodiscard]] int become_program_of_host(const std::string& user,
                                         const std::vector<std::string>& words,
                                         const std::filesystem::path& root = "/host");

/// A user of a machine, as its /etc/passwd and /etc/group have it.
struct HostUser {
    unsigned id = 0;
    unsigned group = 0;
    std::vector<unsigned> groups{}; ///< All, the first one too.
    std::string home{};
};
/// Throws `std::runtime_error` where the machine whose files are at `root` has no such user.
[[nodiscard]] HostUser user_of_host(const std::string& user, const std::filesystem::path& root);

} // namespace deploy::action
