// SPDX-License-Identifier: MIT
#include "core/config_assign.hpp"

#include "core/duration.hpp"

#include <algorithm>
#include <deploy/nearest.hpp>
#include <type_traits>

namespace deploy {
namespace {

using Problem = std::optional<ConfigProblem>;

/// Takes one value into one field; `key` tells the rule and the name.
class Assignment {
public:
    Assignment(const ConfigKey& key, const JsonNode& node) : key_{key}, node_{node} {}

    Problem operator()(std::string* field) const {
        if (!node_.value.is_string())
            return wrong_type(field);
        return text("", node_, *field);
    }
    Problem operator()(std::filesystem::path* field) const {
        std::string path;
        if (!node_.value.is_string())
            return wrong_type(field);
        if (auto problem = text("", node_, path))
            return problem;
        *field = path;
        return {};
    }
    template <class Rep, class Period>
    Problem operator()(std::chrono::duration<Rep, Period>* field) const {
        const auto duration = milliseconds();
        if (!duration)
            return wrong_type(field);
        const auto taken =
            std::chrono::duration_cast<std::chrono::duration<Rep, Period>>(*duration);
        if (taken != *duration || (Period::num == Period::den && in_milliseconds()))
            return problem("must be a whole number of seconds");
        if (taken.count() < key_.rule.minimum || *duration > longest_duration)
            return broken();
        *field = taken;
        return {};
    }
    template <class Number>
        requires std::is_integral_v<Number>
    Problem operator()(Number* field) const {
        if (!node_.value.is_number() || node_.value.is_double())
            return wrong_type(field);
        const auto* number = node_.value.if_int64();
        if (number == nullptr || *number < key_.rule.minimum || *number > key_.rule.maximum)
            return broken();
        *field = static_cast<Number>(*number);
        return {};
    }
    Problem operator()(TextList* field) const {
        if (!node_.value.is_array())
            return wrong_type(field);
        TextList list;
        for (const auto& item : node_.items)
            if (auto problem = text("each of ", item, list.emplace_back()))
                return problem;
        *field = std::move(list);
        return {};
    }
    Problem operator()(TextMap* field) const {
        if (!node_.value.is_object())
            return wrong_type(field);
        TextMap map;
        for (const auto& [at, name, node] : node_.members) {
            if (!key_.rule.allows(name))
                return ConfigProblem{at, "each name in " + must(key_.rule)};
            if (!node.value.is_string() || !rule::text.allows(node.value.get_string()))
                return ConfigProblem{node.at, "each value in " + must(rule::text)};
            map.emplace(name, node.value.get_string());
        }
        *field = std::move(map);
        return {};
    }

private:
    Problem text(std::string_view prefix, const JsonNode& node, std::string& field) const {
        if (!node.value.is_string())
            return ConfigProblem{node.at, std::string{prefix} + std::string{key_.path} +
                                              " must be text, not " +
                                              std::string{kind_name(node.value)}};
        const std::string_view given = node.value.get_string();
        if (!key_.rule.allows(given)) {
            const auto meant = nearest(given, key_.rule.words);
            return ConfigProblem{
                node.at, std::string{prefix} + must(key_.rule) +
                             (meant ? "; did you mean \"" + std::string{*meant} + "\"?" : "")};
        }
        field = node.value.get_string();
        return {};
    }
    /// A text, or a number of seconds; nothing for anything else.
    [[nodiscard]] std::optional<std::chrono::milliseconds> milliseconds() const {
        if (const auto* duration = node_.value.if_string())
            return parse_duration(*duration);
        const auto* seconds = node_.value.if_int64();
        if (seconds == nullptr)
            return std::nullopt;
        const auto week =
            std::chrono::duration_cast<std::chrono::seconds>(longest_duration).count();
        return std::chrono::seconds{std::clamp<std::int64_t>(*seconds, -1, week + 1)};
    }
    /// Even `1000ms` is none of whole seconds: the schema could not tell it from `500ms`.
    [[nodiscard]] bool in_milliseconds() const {
        return node_.value.is_string() && node_.value.get_string().ends_with("ms");
    }
    [[nodiscard]] std::string must(const Rule& rule) const {
        std::string message{key_.path};
        message += " must be ";
        message += rule.must;
        return message += rule.may_be_empty ? ", or empty" : "";
    }
    [[nodiscard]] Problem broken() const { return ConfigProblem{node_.at, must(key_.rule)}; }
    [[nodiscard]] Problem problem(std::string_view what) const {
        return ConfigProblem{node_.at, std::string{key_.path} + ' ' + std::string{what}};
    }
    [[nodiscard]] Problem wrong_type(const Field& field) const {
        const std::string expected{type_name(field)};
        if (node_.value.is_string())
            return problem("must be " + expected);
        return problem("must be " + expected + ", not " + std::string{kind_name(node_.value)});
    }

    const ConfigKey& key_;
    const JsonNode& node_;
};

} // namespace

std::optional<ConfigProblem> assign(const ConfigKey& key, const JsonNode& node, Config& config) {
    return std::visit(Assignment{key, node}, key.of(config));
}

std::string_view kind_name(const boost::json::value& value) {
    using boost::json::kind;
    switch (value.kind()) {
    case kind::null: return "null";
    case kind::bool_: return "true or false";
    case kind::int64:
    case kind::uint64: return "a number";
    case kind::double_: return "a number with a fraction";
    case kind::string: return "text";
    case kind::array: return "a list";
    case kind::object: return "an object";
    }
    return "unknown";
}

} // namespace deploy
