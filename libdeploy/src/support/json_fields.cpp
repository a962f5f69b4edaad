// SPDX-License-Identifier: MIT
#include "support/json_fields.hpp"

namespace deploy::fields {

namespace bj = boost::json;

std::string text(const bj::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    return value != nullptr && value->is_string() ? std::string{value->get_string()}
                                                  : std::string{};
}

std::int64_t integer(const bj::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    return value != nullptr && value->is_int64() ? value->get_int64() : 0;
}

bool boolean(const bj::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    return value != nullptr && value->is_bool() && value->get_bool();
}

const bj::object& object_at(const bj::object& object, std::string_view key) {
    static const bj::object nothing;
    const auto* value = object.if_contains(key);
    const auto* found = value != nullptr ? value->if_object() : nullptr;
    return found != nullptr ? *found : nothing;
}

std::vector<std::string> texts(const bj::object& object, std::string_view key) {
    std::vector<std::string> result;
    const auto* value = object.if_contains(key);
    if (const auto* array = value != nullptr ? value->if_array() : nullptr; array != nullptr)
        for (const auto& item : *array)
            if (item.is_string())
                result.emplace_back(item.get_string());
    return result;
}

std::map<std::string, std::string> text_map(const bj::object& object, std::string_view key) {
    std::map<std::string, std::string> result;
    for (const auto& member : object_at(object, key))
        if (member.value().is_string())
            result.emplace(member.key(), member.value().get_string());
    return result;
}

} // namespace deploy::fields
