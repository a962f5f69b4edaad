// SPDX-License-Identifier: MIT
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace deploy {

/// No duration that a person means is longer; it keeps sums far from overflow.
inline constexpr std::chrono::milliseconds longest_duration = std::chrono::hours{24 * 7};

/// Reads `1h`, `1m30s`, `500ms`: whole numbers with the units h, m, s, ms, each at most once and
/// the larger first. Nothing when it is not that or longer than a week.
[[nodiscard]] std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

/// The shortest text that `parse_duration` reads back as the same.
[[nodiscard]] std::string format_duration(std::chrono::milliseconds duration);

} // namespace deploy
