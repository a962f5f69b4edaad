// SPDX-License-Identifier: MIT
#include "suggestion.hpp"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

namespace deploy::cli {
namespace {

/// Levenshtein's distance, one row of the matrix at a time.
std::size_t distance(std::string_view from, std::string_view to) {
    std::vector<std::size_t> row(to.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < from.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i + 1);
        for (std::size_t j = 0; j < to.size(); ++j) {
            const std::size_t replaced = diagonal + (from[i] == to[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
        }
    }
    return row.back();
}

} // namespace

std::optional<std::string> nearest(std::string_view word, std::span<const std::string> known) {
    std::size_t limit = std::max<std::size_t>(2, word.size() / 3) + 1;
    std::optional<std::string> best;
    for (const auto& candidate : known)
        if (const auto edits = distance(word, candidate);
            edits < limit && edits < candidate.size()) {
            limit = edits;
            best = candidate;
        }
    return best;
}

} // namespace deploy::cli
