// SPDX-License-Identifier: MIT
#pragma once
#include <deploy/result.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace deploy {

/// The word as a POSIX shell reads it back; as it is where that is the same.
[[nodiscard]] std::string shell_quoted(const std::string& word);

/// The words as one line that a POSIX shell takes apart into the same words.
[[nodiscard]] std::string shell_line(std::span<const std::string> words);

/// Takes such a line apart: words between blanks, in single quotes where they hold other
/// characters, and `\'` between two quoted parts. Nothing else of the shell is understood:
/// `invalid_input` where a character has a meaning to it.
Result<std::vector<std::string>> shell_words(std::string_view line);

} // namespace deploy
