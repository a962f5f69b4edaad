// SPDX-License-Identifier: MIT
#pragma once
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace deploy {

/// How many letters must be added, dropped, replaced or swapped with their neighbour to make one
/// text of the other (optimal string alignment).
[[nodiscard]] std::size_t edit_distance(std::string_view left, std::string_view right);

/// The candidate that `name` was probably meant to be, upper and lower case alike; nothing when
/// none is near enough to be more than chance. The first of equals wins.
[[nodiscard]] std::optional<std::string_view> nearest(std::string_view name,
                                                      std::span<const std::string_view> candidates);

} // namespace deploy
