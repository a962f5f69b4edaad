// SPDX-License-Identifier: MIT
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace deploy::cli {

/// The one of `known` that `word` was probably meant to be: at most two edits away, or a third of
/// its length.
[[nodiscard]] std::optional<std::string> nearest(std::string_view word,
                                                 std::span<const std::string> known);

} // namespace deploy::cli
