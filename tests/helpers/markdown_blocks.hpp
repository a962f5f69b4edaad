// SPDX-License-Identifier: MIT
#pragma once
#include "helpers/program.hpp"
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

namespace deploy::test {

/// The blocks of that language in a page of docs/, as their readers copy them.
inline std::vector<std::string> blocks_of(const std::filesystem::path& page,
                                          const std::string& language) {
    std::vector<std::string> out;
    bool inside = false;
    std::istringstream lines{read_file(page)};
    for (std::string line; std::getline(lines, line);)
        if (!inside && line == "```" + language) {
            inside = true;
            out.emplace_back();
        } else if (line.starts_with("```"))
            inside = false;
        else if (inside)
            out.back() += line + "\n";
    return out;
}

} // namespace deploy::test
