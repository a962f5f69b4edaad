// SPDX-License-Identifier: MIT
#include "secrets.hpp"

#include "ssh_identity.hpp"

#include <deploy/environment.hpp>
#include <sstream>

namespace deploy::action {
namespace {

std::string without_quotes(const std::string& value) {
    const auto quoted = value.size() > 1 && value.front() == value.back() &&
                        (value.front() == '"' || value.front() == '\'');
    return quoted ? value.substr(1, value.size() - 2) : value;
}

/// What may be a secret in lines that are not what they should be: all that follows a name.
std::vector<std::string> guessed(const std::string& lines) {
    std::vector<std::string> out;
    std::istringstream in{lines};
    for (std::string line; std::getline(in, line);) {
        const auto value =
            trimmed(line.substr(line.find('=') + 1)); // the line, where there is none
        out.push_back(value);
        out.push_back(without_quotes(value));
    }
    return out;
}

std::vector<std::string> values_of(const std::string& lines) {
    const auto set = parse_environment_file(lines, "set");
    if (!set)
        return guessed(lines);
    std::vector<std::string> out;
    for (const auto& [key, value] : *set)
        out.push_back(trimmed(value));
    return out;
}

} // namespace

std::vector<std::string> secrets_given(const Variables& variables) {
    const auto key = given(variables, "ssh_key");
    auto out = values_of(given(variables, "set"));
    out.insert(out.end(), {key, trimmed(given(variables, "slack_webhook")),
                           trimmed(given(variables, "token"))});
    if (const auto mended = mended_key(key);
        trimmed(mended) != trimmed(key)) // what was in Base64, say
        out.push_back(mended);
    std::erase(out, "");
    return out;
}

} // namespace deploy::action
