// SPDX-License-Identifier: MIT
#include "own_command.hpp"

#include <algorithm>
#include <deploy/shell_words.hpp>

namespace deploy::cli {
namespace {

constexpr std::string_view config_option = " --config ";

/// Not a part of another word, and not asking for what is the same for every configuration.
bool is_call(std::string_view before, std::string_view after) {
    const bool begins =
        before.empty() || std::string_view{" (\n"}.find(before.back()) != std::string_view::npos;
    const bool ends =
        after.empty() || std::string_view{" ,;)\n"}.find(after.front()) != std::string_view::npos;
    return begins && ends && !after.starts_with(" --help") && !after.starts_with(" config ");
}

} // namespace

std::string own_command(const std::optional<std::filesystem::path>& config,
                        const std::optional<std::string>& host) {
    std::string out{program_name};
    constexpr std::string_view scheme = "ssh://"; // with it, the user would be taken for a secret
    if (host)
        out += " --host " +
               shell_quoted(host->starts_with(scheme) ? host->substr(scheme.size()) : *host);
    return config ? out + std::string{config_option} + shell_quoted(config->string()) : out;
}

std::string calling(std::string_view text, std::string_view command) {
    // A way out that a server tells has its configuration already.
    const auto config = command.substr(std::min(command.rfind(config_option), command.size()));
    std::string out;
    std::size_t from = 0;
    for (std::size_t at = 0; (at = text.find(program_name, from)) != std::string_view::npos;) {
        auto after = at + program_name.size();
        const bool call = is_call(text.substr(0, at), text.substr(after));
        if (call && !config.empty() && text.substr(after).starts_with(config))
            after += config.size();
        out += text.substr(from, at - from);
        out += call ? command : program_name;
        from = after;
    }
    return out.append(text.substr(from));
}

} // namespace deploy::cli
