// SPDX-License-Identifier: MIT
#pragma once
#include "adapters/git_handles.hpp"
#include <deploy/result.hpp>
#include <filesystem>

namespace deploy::git {

/// Writes the files of the commit into `directory`, byte for byte: no filter or line-end conversion
/// of this host applies. What is at `directory` is removed first. A tree made to write outside of
/// it is `corrupt`; a submodule, whose files are elsewhere, is `precondition`.
Result<> export_commit(git_repository* repository, const git_commit* commit,
                       const std::filesystem::path& directory);

} // namespace deploy::git
