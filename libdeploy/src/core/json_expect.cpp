// SPDX-License-Identifier: MIT
#include "core/json_expect.hpp"

namespace deploy::json_expect {
namespace json = boost::json;

std::string text(const json::object& from, std::string_view key) {
    const auto* const value = from.if_contains(key);
    if (value == nullptr || !value->is_string())
        throw Malformed{"no text '" + std::string{key} + "'"};
    return std::string{value->get_string()};
}

const json::object& object(const json::value* value, std::string_view what) {
    if (value == nullptr || !value->is_object())
        throw Malformed{"no object '" + std::string{what} + "'"};
    return value->get_object();
}

std::int64_t number(const json::object& from, std::string_view key) {
    const auto* const value = from.if_contains(key);
    boost::system::error_code error;
    const auto parsed = value == nullptr ? std::int64_t{0} : value->to_number<std::int64_t>(error);
    if (value == nullptr || error)
        throw Malformed{"no number '" + std::string{key} + "'"};
    return parsed;
}

std::vector<std::string> names(const json::object& from, std::string_view key) {
    const auto* const value = from.if_contains(key);
    if (value == nullptr || !value->is_array())
        throw Malformed{"no list '" + std::string{key} + "'"};
    std::vector<std::string> out;
    for (const auto& item : value->get_array()) {
        if (!item.is_string())
            throw Malformed{"not a text in '" + std::string{key} + "'"};
        out.emplace_back(item.get_string());
    }
    return out;
}

State state(const json::object& from, std::string_view key) {
    const auto found = state_from(text(from, key));
    if (!found)
        throw Malformed{"unknown state in '" + std::string{key} + "'"};
    return *found;
}

std::uint64_t count(const json::object& from, std::string_view key) {
    const auto value = number(from, key);
    if (value < 0)
        throw Malformed{"negative '" + std::string{key} + "'"};
    return static_cast<std::uint64_t>(value);
}

} // namespace deploy::json_expect
