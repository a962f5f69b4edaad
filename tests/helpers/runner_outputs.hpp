// SPDX-License-Identifier: MIT
#pragma once
#include <doctest/doctest.h>
#include <map>
#include <sstream>
#include <string>

namespace deploy::test {

/// GITHUB_OUTPUT as the runner reads it, which refuses a value without its end.
inline std::map<std::string, std::string> outputs_in(const std::string& file) {
    std::map<std::string, std::string> out;
    std::istringstream lines{file};
    for (std::string line; std::getline(lines, line);) {
        const auto heredoc = line.find("<<");
        REQUIRE(heredoc != std::string::npos);
        const auto end = line.substr(heredoc + 2);
        std::string value, each;
        bool ended = false;
        while (std::getline(lines, each) && !(ended = each == end))
            value += (value.empty() ? "" : "\n") + each;
        REQUIRE(ended);
        out[line.substr(0, heredoc)] = value;
    }
    return out;
}

} // namespace deploy::test
