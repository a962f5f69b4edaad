// SPDX-License-Identifier: MIT
#include "core/health.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <cctype>
#include <optional>

namespace deploy {
namespace json = boost::json;
namespace {

std::optional<std::string> text_at(const std::string& body, const std::string& pointer) {
    boost::system::error_code error;
    const auto document = json::parse(body, error);
    if (error)
        return std::nullopt;
    const auto* const found = document.find_pointer(pointer, error);
    if (found == nullptr || error)
        return std::nullopt;
    return found->is_string() ? std::string{found->get_string()} : json::serialize(*found);
}

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

std::optional<std::string> version_in(const Answer& answer, const Config::Health& rules) {
    if (!rules.version_pointer.empty())
        return text_at(answer.body, rules.version_pointer);
    const auto header = answer.headers.find(lower(rules.version_header));
    if (header == answer.headers.end())
        return std::nullopt;
    return header->second;
}

/// A commit may be told in full or by its first seven digits or more.
bool same_revision(std::string_view told, std::string_view revision) {
    constexpr std::size_t shortest = 7;
    return told.size() >= shortest && revision.size() >= shortest &&
           (revision.starts_with(told) || told.starts_with(revision));
}

Verdict judge_version(const Answer& answer, const Config::Health& rules,
                      std::string_view revision) {
    const bool asked = !rules.version_header.empty() || !rules.version_pointer.empty();
    if (!asked || revision.empty())
        return {Verdict::Kind::healthy};
    const auto told = version_in(answer, rules);
    if (!told)
        return {Verdict::Kind::wrong, "it does not tell its version"};
    if (!same_revision(*told, revision))
        return {Verdict::Kind::wrong, "version '" + told->substr(0, 60) + "' answers instead of " +
                                          std::string{revision.substr(0, 12)}};
    return {Verdict::Kind::healthy};
}

std::string redirect(const Answer& answer) {
    const auto location = answer.headers.find("location");
    return "it answers " + std::to_string(answer.status) + ", a redirect" +
           (location == answer.headers.end() ? "" : " to " + location->second.substr(0, 120)) +
           ", which is not followed";
}

} // namespace

Verdict judge_health(const Answer& answer, const Config::Health& rules, std::string_view revision) {
    if (answer.status >= 300 && answer.status < 400)
        return {Verdict::Kind::wrong, redirect(answer)};
    if (answer.status < 200 || answer.status >= 300)
        return {Verdict::Kind::not_yet, "it answers " + std::to_string(answer.status)};
    if (!rules.body_pointer.empty() && !rules.body_value.empty() &&
        text_at(answer.body, rules.body_pointer) != rules.body_value)
        return {Verdict::Kind::not_yet,
                "its answer does not have '" + rules.body_value + "' at " + rules.body_pointer};
    return judge_version(answer, rules, revision);
}

Verdict judge_page(const Answer& answer, std::string_view path) {
    if (answer.status >= 200 && answer.status < 400)
        return {Verdict::Kind::healthy};
    return {Verdict::Kind::not_yet,
            std::string{path} + " answers " + std::to_string(answer.status)};
}

} // namespace deploy
