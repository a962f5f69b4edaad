// SPDX-License-Identifier: MIT
#include "core/config_table.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <deploy/config.hpp>
#include <doctest/doctest.h>
#include <regex>

using namespace deploy;
namespace json = boost::json;

namespace {

bool obeys(const json::value& value, const json::object& schema);

bool has_type(const json::value& value, std::string_view type) {
    return (type == "object" && value.is_object()) || (type == "array" && value.is_array()) ||
           (type == "string" && value.is_string()) || (type == "integer" && value.is_int64());
}

bool obeys_pattern(std::string_view text, const json::value& pattern) {
    const std::string expression{pattern.as_string()};
    return std::regex_search(std::string{text}, std::regex{expression});
}

bool obeys_object(const json::object& value, const json::object& schema) {
    const auto* properties = schema.if_contains("properties");
    const auto* names = schema.if_contains("propertyNames");
    const auto& others = schema.at("additionalProperties");
    return std::ranges::all_of(value, [&](const auto& member) {
        if (names != nullptr && !obeys_pattern(member.key(), names->at("pattern")))
            return false;
        if (properties != nullptr && properties->as_object().contains(member.key()))
            return obeys(member.value(), properties->at(member.key()).as_object());
        return others.is_object() && obeys(member.value(), others.as_object());
    });
}

/// As much of JSON Schema as the configuration's uses; any other keyword is an error of the test.
bool obeys_keyword(const json::value& value, std::string_view keyword, const json::value& wanted,
                   const json::object& schema) {
    if (keyword == "type")
        return has_type(value, wanted.as_string());
    if (keyword == "pattern")
        return !value.is_string() || obeys_pattern(value.get_string(), wanted);
    if (keyword == "minimum")
        return !value.is_int64() || value.get_int64() >= wanted.as_int64();
    if (keyword == "maximum")
        return !value.is_int64() || value.get_int64() <= wanted.as_int64();
    if (keyword == "not")
        return !obeys(value, wanted.as_object());
    if (keyword == "anyOf")
        return std::ranges::any_of(wanted.as_array(), [&](const auto& choice) {
            return obeys(value, choice.as_object());
        });
    if (keyword == "items")
        return !value.is_array() || std::ranges::all_of(value.get_array(), [&](const auto& item) {
            return obeys(item, wanted.as_object());
        });
    if (keyword == "additionalProperties")
        return !value.is_object() || obeys_object(value.get_object(), schema);
    constexpr std::string_view passive[] = {"$schema", "title",      "description",
                                            "default", "properties", "propertyNames"};
    REQUIRE(std::ranges::find(passive, keyword) != std::end(passive));
    return true;
}

bool obeys(const json::value& value, const json::object& schema) {
    return std::ranges::all_of(schema, [&](const auto& keyword) {
        return obeys_keyword(value, keyword.key(), keyword.value(), schema);
    });
}

json::object schema() { return json::parse(config_schema()).as_object(); }

/// `{"section": {"key": value}}`
json::object configuration(const ConfigKey& key, json::value value) {
    json::object leaf{{key.name(), std::move(value)}};
    if (key.section().empty())
        return leaf;
    json::object root;
    root[key.section()] = std::move(leaf);
    return root;
}

/// Both verdicts must be the same; returns it.
bool verdict(const json::object& config) {
    const auto text = json::serialize(config);
    CAPTURE(text);
    const auto parsed = parse_config(text, "d.json");
    const bool taken = parsed.has_value();
    CHECK(obeys(config, schema()) == taken);
    return taken;
}

} // namespace

TEST_CASE("schema and parser give the same verdict on every key with every kind of value") {
    const json::value samples[] = {
        nullptr,
        true,
        0,
        1,
        -1,
        3,
        1000,
        1001,
        65535,
        65536,
        604800,
        604801,
        1.5,
        "",
        "-x",
        "gzip",
        "acme",
        "tls",
        "a@b.c",
        "0 2 * * *",
        "x",
        "X Y",
        "/abs",
        "rel/path",
        "../up",
        "0s",
        "0ms",
        "00h0s",
        "5s",
        "500ms",
        "1m500ms",
        "5",
        "s",
        "1s1m",
        "h.example.com",
        "http://h",
        "http://u:p@h",
        "vol:/data",
        json::array{},
        json::array{"x"},
        json::array{"/x", ""},
        json::array{"a=b"},
        json::array{1},
        json::array{"vol:/data:ro"},
        json::object{},
        {{"A", "1"}},
        {{"A", 1}},
        {{"a b", "1"}},
        {{"", "1"}},
        {{"A=", "1"}},
        {{"A", std::string("\0", 1)}},
    };
    for (const auto& key : config_keys()) {
        CAPTURE(key.path);
        int taken = 0;
        for (const auto& sample : samples)
            taken += verdict(configuration(key, sample)) ? 1 : 0;
        CHECK(taken > 0);
        CHECK(taken < static_cast<int>(std::size(samples)));
    }
}

TEST_CASE("schema and parser agree on what is no known key") {
    CHECK(verdict({{"$schema", "./config.schema.json"}}));
    CHECK_FALSE(verdict({{"$schema", 1}}));
    CHECK_FALSE(verdict({{"unknown", 1}}));
    for (const auto& section : config_sections()) {
        json::object root;
        root[section.name] = {{"unknown", 1}};
        CHECK_FALSE(verdict(root));
        root[section.name] = 1;
        CHECK_FALSE(verdict(root));
        root[section.name] = json::object{};
        CHECK(verdict(root));
    }
}

TEST_CASE("the shown defaults obey the schema, and every default in it is the real one") {
    const auto shown = json::parse(to_json(Config{})).as_object();
    CHECK(obeys(shown, schema()));

    const auto all = schema();
    for (const auto& key : config_keys()) {
        CAPTURE(key.path);
        const auto* place = &all;
        const auto* value = &shown;
        if (!key.section().empty()) {
            place = &place->at("properties").at(key.section()).as_object();
            value = &value->at(key.section()).as_object();
        }
        CHECK(place->at("properties").at(key.name()).at("default") == value->at(key.name()));
    }
}

TEST_CASE("every field of the configuration has its key, each only once") {
    std::vector<std::string_view> paths;
    std::vector<const void*> fields;
    Config config;
    for (const auto& key : config_keys()) {
        paths.push_back(key.path);
        fields.push_back(
            std::visit([](auto* field) -> const void* { return field; }, key.of(config)));
        CHECK_FALSE(key.doc.empty());
        const auto known =
            std::ranges::count(config_sections(), key.section(), &ConfigSection::name);
        CHECK(known == (key.section().empty() ? 0 : 1));
    }
    std::ranges::sort(paths);
    std::ranges::sort(fields);
    CHECK(std::ranges::adjacent_find(paths) == paths.end());
    CHECK(std::ranges::adjacent_find(fields) == fields.end());
}
