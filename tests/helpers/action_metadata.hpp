// SPDX-License-Identifier: MIT
#pragma once
#include "helpers/program.hpp"
#include <algorithm>
#include <cctype>
#include <map>
#include <optional>
#include <sstream>
#include <string>

namespace deploy::test {

/// The names of one section of action.yml, each with its default where it has one.
inline std::map<std::string, std::optional<std::string>>
declared_in(const std::filesystem::path& action, const std::string& section) {
    std::map<std::string, std::optional<std::string>> out;
    std::string part, name;
    std::istringstream lines{read_file(action)};
    for (std::string line; std::getline(lines, line);) {
        const auto indent = line.find_first_not_of(' ');
        const std::string text = indent == std::string::npos ? "" : line.substr(indent);
        if (indent == 0)
            part = text.substr(0, text.find(':'));
        if (part != section)
            continue;
        if (indent == 2)
            out[name = text.substr(0, text.find(':'))];
        else if (indent == 4 && text.starts_with("default: ")) {
            auto value = text.substr(9);
            std::erase(value, '"');
            out[name] = value;
        }
    }
    return out;
}

/// The variable in which the runner gives an input: INPUT_SSH_KEY.
inline std::string input_variable(std::string input) {
    std::ranges::transform(input, input.begin(), [](unsigned char c) { return std::toupper(c); });
    return "INPUT_" + input;
}

} // namespace deploy::test
