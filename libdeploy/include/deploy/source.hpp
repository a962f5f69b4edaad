// SPDX-License-Identifier: MIT
#pragma once
#include <deploy/result.hpp>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace deploy {

/// A commit, for people.
struct Commit {
    std::string id;      ///< 40 hexadecimal digits.
    std::string subject; ///< First line of its message; untrusted text.
    std::string author;  ///< Name only; untrusted text.
};

/// The checkout on this host and its remote. Never merges, never loses an edit: a dirty tree
/// (tracked files changed), a diverged branch or a detached HEAD is `precondition` and names the
/// files or commits; a remote that does not answer is `unreachable`, one that says no (key, host
/// key, token) is `refused`. Credentials never enter an Error.
class Source {
public:
    virtual ~Source() = default;

    /// Brings remote-tracking references up to date. Nothing else moves; repeatable.
    virtual Result<> fetch(std::stop_token stop) = 0;
    /// The commit that a deployment would use now: the remote branch's, which must be a
    /// fast-forward of the checkout, or, where `reference` is given, that commit, tag or branch.
    /// Reads only.
    virtual Result<Commit> resolve(const std::optional<std::string>& reference) = 0;
    /// The commit checked out now; the same conditions on the checkout hold.
    virtual Result<Commit> head() = 0;
    /// Moves branch and working tree to `commit`, a fast-forward; already there is success.
    virtual Result<> fast_forward(std::string_view commit) = 0;
    /// The commits of `to` that are not in `from`, newest first, at most `limit`; `from` may be
    /// empty or unknown, then only `to` itself.
    virtual Result<std::vector<Commit>> between(std::string_view from, std::string_view to,
                                                std::size_t limit) = 0;
    /// The bytes of one file of the commit; nothing if the commit has no such file.
    virtual Result<std::optional<std::string>> file(std::string_view commit,
                                                    std::string_view path) = 0;
    /// Writes the tracked files of the commit into `directory`, made new with mode 0700.
    virtual Result<> export_to(std::string_view commit, const std::filesystem::path& directory) = 0;
};

} // namespace deploy
