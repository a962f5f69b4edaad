// SPDX-License-Identifier: MIT
#include "core/config_assign.hpp"
#include "core/config_table.hpp"
#include "core/json_position.hpp"
#include <deploy/nearest.hpp>

#include <algorithm>
#include <deploy/config.hpp>
#include <deploy/redaction.hpp>
#include <deploy/text_file.hpp>

namespace deploy {
namespace {

using Problem = std::optional<ConfigProblem>;

bool is_section(std::string_view name) {
    return std::ranges::find(config_sections(), name, &ConfigSection::name) !=
           config_sections().end();
}

/// The names that may stand in a section; at the top level the sections too.
std::vector<std::string_view> names_in(std::string_view section) {
    std::vector<std::string_view> names;
    for (const auto* key : keys_of(section))
        names.push_back(key->name());
    if (section.empty())
        for (const auto& known : config_sections())
            names.push_back(known.name);
    return names;
}

/// What the person may have meant: a neighbour's name, else the same name somewhere else.
std::string suggestion(std::string_view section, std::string_view name) {
    const auto names = names_in(section);
    if (const auto meant = nearest(name, names))
        return "; did you mean \"" + std::string{*meant} + "\"?";
    for (const auto& key : config_keys())
        if (key.name() == name || key.path == name)
            return "; did you mean " + std::string{key.path} + '?';
    return {};
}

Problem unknown(std::string_view section, const JsonMember& member) {
    std::string message = "unknown key \"" + neutralise(member.key) + '"';
    if (!section.empty())
        message += " in " + std::string{section};
    return ConfigProblem{member.at, message + suggestion(section, member.key)};
}

Problem read_key(std::string_view section, const JsonMember& member, Config& config) {
    std::string path{section};
    path += section.empty() ? "" : ".";
    path += member.key;
    const auto* key = find_config_key(path);
    if (key == nullptr || key->name() != member.key)
        return unknown(section, member);
    return assign(*key, member.node, config);
}

Problem read_section(const JsonMember& member, Config& config) {
    if (!member.node.value.is_object())
        return ConfigProblem{member.node.at, member.key + " must be an object, not " +
                                                 std::string{kind_name(member.node.value)}};
    for (const auto& inner : member.node.members)
        if (auto problem = read_key(member.key, inner, config))
            return problem;
    return {};
}

Problem read_root(const JsonNode& root, Config& config) {
    if (!root.value.is_object())
        return ConfigProblem{root.at, "the configuration must be an object, not " +
                                          std::string{kind_name(root.value)}};
    for (const auto& member : root.members) {
        if (member.key == schema_key) {
            if (member.node.value.is_string())
                continue;
            return ConfigProblem{member.node.at, std::string{schema_key} + " must be text, not " +
                                                     std::string{kind_name(member.node.value)}};
        }
        auto problem =
            is_section(member.key) ? read_section(member, config) : read_key("", member, config);
        if (problem)
            return problem;
    }
    return {};
}

bool is_together(const Config::Notify& notify) {
    return notify.sentry_organization.empty() ||
           (!notify.sentry_projects.empty() && !notify.sentry_token_file.empty());
}

/// Where the key stands that means nothing without others.
Position place_of(const JsonNode& root, std::string_view section, std::string_view name) {
    for (const auto& outer : root.members)
        for (const auto& member : outer.node.members)
            if (outer.key == section && member.key == name)
                return member.at;
    return root.at;
}

std::string check_command(std::string_view file_name) {
    return "psyfit-deploy config check --config " + std::string{file_name};
}

} // namespace

Result<Config> parse_config(std::string_view text, std::string_view file_name) {
    const auto root = parse_located(text, file_name);
    if (!root)
        return Error{root.error().code, root.error().message, check_command(file_name)};
    Config config;
    if (const auto problem = read_root(*root, config))
        return error_at(file_name, problem->at, problem->message, check_command(file_name));
    return config;
}

Result<Config> load_config(const std::filesystem::path& file) {
    // One byte more than allowed, so that too large is seen.
    const auto text = read_text_file(file, "the configuration", json_size_limit + 1);
    if (!text)
        return text.error();
    auto config = parse_config(*text, file.string());
    if (!config || is_together(config->notify))
        return config;
    const auto root = parse_located(*text, file.string());
    return error_at(file.string(), place_of(*root, "notify", "sentry_organization"),
                    "notify.sentry_organization needs notify.sentry_projects and "
                    "notify.sentry_token_file beside it",
                    check_command(file.string()));
}

Result<> check_service_name(std::string_view name) {
    const auto& allowed = find_config_key("service")->rule;
    if (allowed.allows(name))
        return {};
    return Error{Errc::invalid_input,
                 "service must be " + std::string{allowed.must} + ", not '" + neutralise(name) +
                     "'",
                 "give the name that the proxy routes"};
}

} // namespace deploy
