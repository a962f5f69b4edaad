// SPDX-License-Identifier: MIT
#pragma once
#include "adapters/git_handles.hpp"
#include <string>
#include <vector>

namespace deploy::git {

/// The tracked paths that somebody edited: index or file differs from HEAD and from each of
/// `targets`. Untracked and ignored files do not count, nor do files of which an interrupted
/// fast-forward wrote the beginning. Reads only.
Result<std::vector<std::string>> edited_paths(git_repository* repository,
                                              const std::vector<const git_commit*>& targets);

/// Whether the file on disk, tracked or not, is exactly as in the tree.
[[nodiscard]] bool is_as_in(git_repository* repository, const git_tree* tree, const char* path);

/// Whether the file on disk is only the beginning of what the tree has there, as a write that was
/// cut off leaves it.
[[nodiscard]] bool is_begun(git_repository* repository, const git_tree* tree, const char* path);

} // namespace deploy::git
