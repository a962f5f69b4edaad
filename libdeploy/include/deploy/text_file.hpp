// SPDX-License-Identifier: MIT
#pragma once
#include <cstddef>
#include <deploy/result.hpp>
#include <filesystem>
#include <limits>
#include <string>
#include <string_view>

namespace deploy {

/// The text of a regular file, or its first `limit` bytes. Anything else of that name (a folder, a
/// FIFO, a device) is refused, and never waited for. `not_found`, else `invalid_input`; `what` says
/// in the message what it is, `the configuration`.
Result<std::string> read_text_file(const std::filesystem::path& file, std::string_view what = {},
                                   std::size_t limit = std::numeric_limits<std::size_t>::max());

} // namespace deploy
