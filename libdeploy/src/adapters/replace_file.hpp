// SPDX-License-Identifier: MIT
#pragma once
#include "adapters/durable_file.hpp"
#include <string_view>

namespace deploy {

/// Puts a file with this text in the place of `file`, or makes it, in one step: whoever looks sees
/// the former file or the new one, whole, also after a crash. Mode 0600, owned by the caller.
/// Returns when it outlives what was asked. On failure the former
/// file stands, and nothing beside it; where only the directory could not be synced, the new one
/// does. A file left by a crash of this call is written over.
Result<> replace_private_file(const FileDescriptor& directory, const std::filesystem::path& file,
                              std::string_view text, Outlives what);

} // namespace deploy
