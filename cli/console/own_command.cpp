// SPDX-License-Identifier: MIT
#include "own_command.hpp"

#include <algorithm>
#include <array>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <deploy/shell_words.hpp>

namespace deploy::cli {
namespace {

constexpr std::string_view host_option = " --host ";
constexpr std::string_view config_option = " --config ";
constexpr std::string_view service_option = " --service ";

/// Not a part of another word, and not asking for what is the same for every configuration.
bool is_call(std::string_view before, std::string_view after) {
    const bool begins =
        before.empty() || std::string_view{" (\n"}.find(before.back()) != std::string_view::npos;
    const bool ends =
        after.empty() || std::string_view{" ,;)\n"}.find(after.front()) != std::string_view::npos;
    return begins && ends && !after.starts_with(" --help") && !after.starts_with(" config ");
}

/// The end of the command from that option on, which is taken off it; empty where it has none.
std::string_view take_from(std::string_view& command, std::string_view option) {
    const auto begin = std::min(command.rfind(option), command.size());
    const auto out = command.substr(begin);
    command = command.substr(0, begin);
    return out;
}

/// How many characters of what follows the program's name say again which service is meant.
std::size_t said_again(std::string_view after, std::string_view command) {
    const auto service = take_from(command, service_option);
    const auto config = take_from(command, config_option);
    const auto host = take_from(command, host_option);
    std::size_t out = 0;
    for (const auto option : {host, config, service}) {
        const auto rest = after.substr(out);
        if (rest == option || rest.starts_with(std::string{option} + ' '))
            out += option.size();
    }
    return out;
}

/// Whether a field of that name is for a person to type, or may have such words in it.
bool is_to_type(std::string_view name) {
    return name == "fix" || name == "serves" || name == "steps";
}

void call_in(boost::json::value& value, std::string_view command, bool to_type) {
    if (value.is_string() && to_type)
        value = calling(value.get_string(), command);
    else if (auto* const list = value.if_array())
        for (auto& each : *list)
            call_in(each, command, to_type);
    else if (auto* const object = value.if_object())
        for (auto& [name, member] : *object)
            call_in(member, command, is_to_type(name));
}

} // namespace

std::string own_command(const Given& given) {
    std::string out{program_name};
    constexpr std::string_view scheme = "ssh://"; // with it, the user would be taken for a secret
    if (const auto& host = given.host)
        out += std::string{host_option} +
               shell_quoted(host->starts_with(scheme) ? host->substr(scheme.size()) : *host);
    if (given.config)
        out += std::string{config_option} + shell_quoted(given.config->string());
    if (given.service)
        out += std::string{service_option} + shell_quoted(*given.service);
    return out;
}

std::string calling(std::string_view text, std::string_view command) {
    std::string out;
    std::size_t from = 0;
    for (std::size_t at = 0; (at = text.find(program_name, from)) != std::string_view::npos;) {
        auto after = at + program_name.size();
        const bool call = is_call(text.substr(0, at), text.substr(after));
        if (call) // a way out may have been told with them already
            after += said_again(text.substr(after), command);
        out += text.substr(from, at - from);
        out += call ? command : program_name;
        from = after;
    }
    return out.append(text.substr(from));
}

boost::json::value calling_in(boost::json::value document, std::string_view command) {
    call_in(document, command, false);
    return document;
}

std::string calling_in_json(std::string_view line, std::string_view command) {
    boost::system::error_code unreadable;
    if (line.find(program_name) == std::string_view::npos)
        return std::string{line};
    const auto document = boost::json::parse(line, unreadable);
    auto called = calling_in(document, command);
    return unreadable || called == document ? std::string{line} : boost::json::serialize(called);
}

} // namespace deploy::cli
