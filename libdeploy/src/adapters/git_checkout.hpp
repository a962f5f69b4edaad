// SPDX-License-Identifier: MIT
#pragma once
#include "adapters/git_handles.hpp"
#include <deploy/config.hpp>
#include <deploy/result.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace deploy::git {

/// The mark of a fast-forward under way: the commit whose files are being written. It is a
/// reference so that it is durable and keeps the commit's objects.
inline constexpr const char* pending_reference = "refs/psyfit-deploy/checkout";

/// Opens the configured checkout; `precondition` where there is none.
Result<Repository> open_checkout(const Config::Source& config);

/// The commit of a reference; empty where there is no such reference.
[[nodiscard]] CommitObject commit_of(git_repository* repository, const std::string& reference);
/// The branch of the remote, as last fetched: `refs/remotes/origin/main`.
[[nodiscard]] std::string tracking_reference(const Config::Source& config);

/// The commit that the configured branch is at, which must be checked out, and nothing else under
/// way (a merge, a lock): else `precondition`.
Result<CommitObject> branch_head(git_repository* repository, const Config::Source& config);

/// `precondition`, with the first paths, where tracked files differ from HEAD. What an interrupted
/// fast-forward to one of `targets` has left is no edit: a file that is as in one of them passes.
Result<> require_unedited(git_repository* repository, const Config::Source& config,
                          const std::vector<const git_commit*>& targets);

/// The conditions for a deployment of the remote's branch, and the commit checked out.
Result<CommitObject> clean_head(git_repository* repository, const Config::Source& config);

/// A list for people: at most ten, and how many more.
[[nodiscard]] std::string listed(const std::vector<std::string>& paths);

} // namespace deploy::git
