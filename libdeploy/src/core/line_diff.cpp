// SPDX-License-Identifier: MIT
#include "core/line_diff.hpp"

#include <algorithm>

namespace deploy {

std::vector<std::string> text_lines(std::string_view text) {
    std::vector<std::string> out;
    while (!text.empty()) {
        const auto end = text.find('\n');
        out.emplace_back(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return out;
}

std::vector<std::string> line_diff(const std::vector<std::string>& before,
                                   const std::vector<std::string>& after) {
    // kept[i][j]: how many lines can stay of before from i on and after from j on.
    std::vector kept(before.size() + 1, std::vector<std::size_t>(after.size() + 1));
    for (auto i = before.size(); i-- > 0;)
        for (auto j = after.size(); j-- > 0;)
            kept[i][j] = before[i] == after[j] ? kept[i + 1][j + 1] + 1
                                               : std::max(kept[i + 1][j], kept[i][j + 1]);
    std::vector<std::string> out;
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < before.size() || j < after.size()) {
        if (i < before.size() && j < after.size() && before[i] == after[j]) {
            ++i;
            ++j;
        } else if (j == after.size() || (i < before.size() && kept[i + 1][j] >= kept[i][j + 1]))
            out.push_back('-' + before[i++]);
        else
            out.push_back('+' + after[j++]);
    }
    return out;
}

} // namespace deploy
