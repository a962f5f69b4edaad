// SPDX-License-Identifier: MIT
#pragma once
#include "adapters/git_handles.hpp"
#include <cstddef>
#include <vector>

namespace deploy::git {

// libgit2 1.5 knows nothing of shallow clones: its own walks fail where history is cut off. These
// take a commit whose parent is not here for a root.

/// Whether `ancestor` is `commit` or an ancestor of it.
[[nodiscard]] bool is_ancestor(git_repository* repository, const git_oid& ancestor,
                               const git_oid& commit);

/// The commits of `to` that are not in `from`, newest first, at most `limit`.
[[nodiscard]] std::vector<git_oid> commits_between(git_repository* repository, const git_oid& from,
                                                   const git_oid& to, std::size_t limit);

} // namespace deploy::git
