// SPDX-License-Identifier: MIT
#pragma once
#include "core/utf8.hpp"
#include <algorithm>
#include <optional>
#include <sstream>
#include <string>

namespace deploy::test {

/// What GitHub takes of a job summary, in bytes; it refuses a larger one whole.
inline constexpr std::size_t largest_summary = std::size_t{1} << 20U;

/// The text of a summary that is in no block of code; nothing where a block is not closed.
inline std::optional<std::string> outside_of_code(const std::string& summary) {
    std::string out;
    std::size_t fence = 0; // backticks of the block that is open
    std::istringstream lines{summary};
    for (std::string line; std::getline(lines, line);) {
        const auto ticks = std::min(line.find_first_not_of('`'), line.size());
        if (fence == 0 && ticks >= 3)
            fence = ticks;
        else if (fence != 0 && ticks >= fence && ticks == line.size())
            fence = 0;
        else if (fence == 0)
            out += line + "\n";
    }
    return fence == 0 ? std::optional{out} : std::nullopt;
}

/// Why GitHub would not show it as it is meant; empty where it would.
inline std::string flaw_of_summary(const std::string& summary) {
    if (summary.size() > largest_summary)
        return "it is too large: " + std::to_string(summary.size());
    if (!utf8::valid(summary))
        return "a character is torn";
    return outside_of_code(summary) ? "" : "a block of code is not closed";
}

} // namespace deploy::test
