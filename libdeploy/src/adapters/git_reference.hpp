// SPDX-License-Identifier: MIT
#pragma once
#include "adapters/git_handles.hpp"
#include <deploy/config.hpp>
#include <deploy/result.hpp>
#include <string>

namespace deploy::git {

/// The commit that a person means: 7 to 40 hexadecimal digits, a tag, or a branch (the remote's
/// before the local one). Else `invalid_input`, with the nearest name there is.
Result<CommitObject> find_reference(git_repository* repository, const Config::Source& config,
                                    const std::string& name);

} // namespace deploy::git
