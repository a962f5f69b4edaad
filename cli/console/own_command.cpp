// SPDX-License-Identifier: MIT
#include "own_command.hpp"

#include <algorithm>

namespace deploy::cli {
namespace {

bool plain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view{"_-./+,:@%"}.find(c) != std::string_view::npos;
}

std::string quoted(const std::string& word) {
    if (!word.empty() && std::ranges::all_of(word, plain))
        return word;
    std::string out = "'";
    for (const char c : word)
        out += c == '\'' ? std::string{R"('\'')"} : std::string{c};
    return out + "'";
}

/// Not a part of another word, and not asking for what is the same for every configuration.
bool is_call(std::string_view before, std::string_view after) {
    const bool begins =
        before.empty() || std::string_view{" (\n"}.find(before.back()) != std::string_view::npos;
    const bool ends =
        after.empty() || std::string_view{" ,;)\n"}.find(after.front()) != std::string_view::npos;
    return begins && ends && !after.starts_with(" --help") && !after.starts_with(" config ");
}

} // namespace

std::string own_command(const std::optional<std::filesystem::path>& config) {
    std::string out{program_name};
    return config ? out + " --config " + quoted(config->string()) : out;
}

std::string calling(std::string_view text, std::string_view command) {
    std::string out;
    std::size_t from = 0;
    for (std::size_t at = 0; (at = text.find(program_name, from)) != std::string_view::npos;) {
        const auto after = at + program_name.size();
        out += text.substr(from, at - from);
        out += is_call(text.substr(0, at), text.substr(after)) ? command : program_name;
        from = after;
    }
    return out.append(text.substr(from));
}

} // namespace deploy::cli
