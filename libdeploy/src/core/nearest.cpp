// SPDX-License-Identifier: MIT
#include <deploy/nearest.hpp>

#include <algorithm>
#include <numeric>
#include <string>
#include <vector>

namespace deploy {
namespace {

constexpr std::size_t longest_name = 64; // keeps a hostile key from costing quadratic time

std::string folded(std::string_view text) {
    std::string result{text};
    for (auto& letter : result) {
        if (letter >= 'A' && letter <= 'Z')
            letter = static_cast<char>(letter - 'A' + 'a');
        if (letter == '-')
            letter = '_';
    }
    return result;
}

} // namespace

std::size_t edit_distance(std::string_view left, std::string_view right) {
    std::vector<std::size_t> before(right.size() + 1);
    std::vector<std::size_t> previous(right.size() + 1);
    std::vector<std::size_t> current(right.size() + 1);
    std::iota(previous.begin(), previous.end(), std::size_t{0});
    for (std::size_t i = 1; i <= left.size(); ++i) {
        current[0] = i;
        for (std::size_t j = 1; j <= right.size(); ++j) {
            const std::size_t replaced = left[i - 1] == right[j - 1] ? 0 : 1;
            current[j] =
                std::min({previous[j] + 1, current[j - 1] + 1, previous[j - 1] + replaced});
            if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                current[j] = std::min(current[j], before[j - 2] + 1);
        }
        before.swap(previous);
        previous.swap(current);
    }
    return previous.back();
}

std::optional<std::string_view> nearest(std::string_view name,
                                        std::span<const std::string_view> candidates) {
    if (name.empty() || name.size() > longest_name)
        return std::nullopt;
    const auto wanted = folded(name);
    std::optional<std::string_view> best;
    std::size_t least = 1 + std::max<std::size_t>(1, name.size() / 3);
    for (const auto candidate : candidates) {
        const auto distance = edit_distance(wanted, folded(candidate));
        if (distance < least) {
            least = distance;
            best = candidate;
        }
    }
    return best;
}

} // namespace deploy
