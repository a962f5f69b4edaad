// SPDX-License-Identifier: MIT
#pragma once
#include "adapters/git_handles.hpp"
#include <deploy/config.hpp>
#include <deploy/result.hpp>

namespace deploy::git {

/// `precondition` unless `target` is the commit of HEAD or a descendant of it; tells a branch that
/// is ahead, diverged, or rewritten by the remote.
Result<> require_fast_forward(git_repository* repository, const Config::Source& config,
                              const git_commit* head, const git_commit* target);

/// Moves the branch and its files to `target`. Survives a crash at any point, in this order:
///  1. the pending reference names the target (see git_checkout.hpp);
///  2. files, then index, are written, never over an edit or an untracked or ignored file;
///  3. the branch moves;
///  4. the pending reference goes.
/// A run that finds the reference takes the files back to HEAD first, which from any mixture of the
/// two commits loses nothing, then starts anew.
Result<> fast_forward(git_repository* repository, const Config::Source& config,
                      const git_commit* target);

} // namespace deploy::git
