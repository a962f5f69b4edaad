// SPDX-License-Identifier: MIT
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace deploy::action {

/// GitHub refuses a job summary of more than 1 MiB whole; this is a little less.
inline constexpr std::size_t longest_summary = 1'000'000;

/// As text in Markdown, whatever it holds: nothing in it is markup, a link or a mention. Of a long
/// text, the beginning.
[[nodiscard]] std::string plain(std::string_view text);

/// A block of text as it is, in a fence longer than any in it; at most `limit` bytes with it. Of a
/// longer text, its beginning and its end.
[[nodiscard]] std::string block(std::string_view text, std::size_t limit);

} // namespace deploy::action
