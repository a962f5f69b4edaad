// SPDX-License-Identifier: MIT
#include "core/config_json.hpp"
#include "core/config_table.hpp"
#include "core/duration.hpp"
#include "core/pretty_json.hpp"

#include <boost/json/object.hpp>
#include <deploy/config.hpp>

namespace deploy {
namespace {

using boost::json::array;
using boost::json::object;

/// The JSON Schema of one type under a rule.
struct Schema {
    const Rule& rule;

    object operator()(const std::string*) const { return text(rule); }
    object operator()(const std::filesystem::path*) const { return text(rule); }
    object operator()(const std::chrono::seconds*) const {
        return duration("^(?=[0-9])([0-9]+h)?([0-9]+m)?([0-9]+s)?$");
    }
    object operator()(const std::chrono::milliseconds*) const {
        return duration("^(?=[0-9])([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$");
    }
    object operator()(const int*) const { return number(); }
    object operator()(const std::uint16_t*) const { return number(); }
    object operator()(const TextList*) const { return {{"type", "array"}, {"items", text(rule)}}; }
    object operator()(const TextMap*) const {
        return {{"type", "object"},
                {"propertyNames", {{"pattern", rule.pattern}}},
                {"additionalProperties", text(rule::text)}};
    }

private:
    static object text(const Rule& rule) {
        std::string pattern = rule.may_be_empty ? "^$|" : "";
        pattern += rule.pattern;
        return {{"type", "string"}, {"pattern", pattern}};
    }
    [[nodiscard]] object number() const {
        return {{"type", "integer"}, {"minimum", rule.minimum}, {"maximum", rule.maximum}};
    }
    [[nodiscard]] object duration(std::string_view pattern) const {
        const auto week = std::chrono::duration_cast<std::chrono::seconds>(longest_duration);
        object as_text{{"type", "string"}, {"pattern", pattern}};
        if (rule.minimum > 0)
            as_text["not"] = {{"pattern", "^(0+(h|m|s|ms))+$"}};
        const object as_seconds{
            {"type", "integer"}, {"minimum", rule.minimum}, {"maximum", week.count()}};
        return {{"anyOf", array{as_text, as_seconds}}};
    }
};

object property(const ConfigKey& key, Config& defaults) {
    object result{{"description", key.doc}};
    for (auto& [name, value] : std::visit(Schema{key.rule}, key.of(defaults)))
        result[name] = std::move(value);
    result["default"] = config_value(key, defaults);
    return result;
}

object properties(std::string_view section, Config& defaults) {
    object result;
    for (const auto* key : keys_of(section))
        result[key->name()] = property(*key, defaults);
    return result;
}

} // namespace

std::string config_schema() {
    Config defaults;
    object top{{std::string{schema_key}, {{"type", "string"}}}};
    for (auto& [name, value] : properties("", defaults))
        top[name] = std::move(value);
    for (const auto& [name, doc] : config_sections())
        top[name] = {{"description", doc},
                     {"type", "object"},
                     {"additionalProperties", false},
                     {"properties", properties(name, defaults)}};
    const object schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                        {"title", "Configuration of psyfit-deploy"},
                        {"type", "object"},
                        {"additionalProperties", false},
                        {"properties", std::move(top)}};
    return pretty_json(schema) + '\n';
}

} // namespace deploy
