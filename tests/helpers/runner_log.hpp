// SPDX-License-Identifier: MIT
#pragma once
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace deploy::test {

/// The commands that a GitHub runner takes from a log: `::x::` at the start of a line, blanks left
/// out, and the older `##[x]` anywhere in it (ActionCommandManager and ActionCommand of the
/// runner).
inline std::vector<std::string> commands_in(const std::string& log) {
    std::vector<std::string> out;
    std::string normal = log;
    for (char& c : normal) // what its reader takes for the end of a line
        c = c == '\r' ? '\n' : c;
    std::istringstream lines{normal};
    for (std::string line; std::getline(lines, line);) {
        const auto first = line.find_first_not_of(" \t\v\f");
        if (first == std::string::npos)
            continue;
        const auto text = line.substr(first);
        const auto bracket = text.find("##[");
        if (text.starts_with("::") && text.find("::", 2) != std::string::npos)
            out.push_back(text);
        else if (bracket != std::string::npos && text.find(']', bracket) != std::string::npos)
            out.push_back(text.substr(bracket));
    }
    return out;
}

} // namespace deploy::test
