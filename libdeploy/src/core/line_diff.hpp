// SPDX-License-Identifier: MIT
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace deploy {

/// The lines of a text, without their ends.
[[nodiscard]] std::vector<std::string> text_lines(std::string_view text);

/// What turns the first list into the second: lines that go (`-`) and come (`+`), in their order.
/// Lines that stay are not in it.
[[nodiscard]] std::vector<std::string> line_diff(const std::vector<std::string>& before,
                                                 const std::vector<std::string>& after);

} // namespace deploy
