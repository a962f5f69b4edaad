// SPDX-License-Identifier: MIT
// Holds docs/ to the table of keys. DEPLOY_UPDATE_DOCS=1 in the environment writes what differs.
#include "core/config_json.hpp"
#include "core/config_table.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <cstdlib>
#include <deploy/config.hpp>
#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>

using namespace deploy;

namespace {

const std::filesystem::path docs = std::filesystem::path{DEPLOY_SOURCE_DIRECTORY} / "docs";

std::string read(const std::filesystem::path& file) {
    std::ifstream stream{file, std::ios::binary};
    REQUIRE_MESSAGE(stream.is_open(), file);
    return {std::istreambuf_iterator<char>{stream}, {}};
}

void hold(const std::filesystem::path& file, const std::string& expected) {
    const char* update = std::getenv("DEPLOY_UPDATE_DOCS");
    if (update != nullptr && std::string_view{update} == "1")
        std::ofstream{file, std::ios::binary} << expected;
    const bool current = read(file) == expected;
    CHECK_MESSAGE(current, file.filename().string(),
                  " is out of date; run this test with DEPLOY_UPDATE_DOCS=1");
}

/// `page` with what stands between the two comments of that name replaced.
std::string with_part(const std::string& page, const std::string& name, const std::string& part) {
    const auto opening = "<!-- generated: " + name + " -->\n";
    const auto closing = "<!-- end: " + name + " -->";
    const auto begin = page.find(opening);
    REQUIRE(begin != std::string::npos);
    const auto end = page.find(closing, begin);
    REQUIRE(end != std::string::npos);
    return page.substr(0, begin + opening.size()) + part + page.substr(end);
}

std::string_view short_type(const Field& field) {
    constexpr std::string_view names[] = {"text",   "path",   "duration", "duration",
                                          "number", "number", "list",     "object"};
    return names[field.index()];
}

std::string key_rows(std::string_view section) {
    std::string rows = "| key | type | default | meaning | must be |\n|---|---|---|---|---|\n";
    Config defaults;
    for (const auto* key : keys_of(section)) {
        const auto value = boost::json::serialize(config_value(*key, defaults));
        const std::string each = key->rule.pattern.empty()                   ? ""
                                 : short_type(key->of(defaults)) == "list"   ? "each "
                                 : short_type(key->of(defaults)) == "object" ? "each name "
                                                                             : "";
        rows += "| `" + std::string{key->path} + "` | " +
                std::string{short_type(key->of(defaults))} + " | `" + value + "` | " +
                std::string{key->doc} + " | " + each + std::string{key->rule.must} +
                (key->rule.may_be_empty ? ", or empty" : "") + " |\n";
    }
    return rows;
}

std::string key_tables() {
    std::string text = "\n### Top level\n\n" + key_rows("");
    for (const auto& [name, doc] : config_sections())
        text += "\n### " + std::string{name} + "\n\n" + std::string{doc} + "\n\n" +
                key_rows(std::string{name});
    return text + '\n';
}

std::string example_keys(std::string_view section, const std::string& indent) {
    std::string text;
    Config defaults;
    for (const auto* key : keys_of(section))
        text += indent + "// " + std::string{key->doc} + '\n' + indent + '"' +
                std::string{key->name()} +
                "\": " + boost::json::serialize(config_value(*key, defaults)) + ",\n";
    return text;
}

std::string example() {
    std::string text = "\n```jsonc\n{\n  \"$schema\": \"./config.schema.json\",\n\n";
    text += example_keys("", "  ");
    for (const auto& [name, doc] : config_sections())
        text += "\n  // " + std::string{doc} + "\n  \"" + std::string{name} + "\": {\n" +
                example_keys(name, "    ") + "  },\n";
    return text + "}\n```\n\n";
}

} // namespace

TEST_CASE("docs/config.schema.json is the schema of this program") {
    hold(docs / "config.schema.json", config_schema());
}

TEST_CASE("docs/configuration.md has the tables and the example of this program") {
    const auto page = read(docs / "configuration.md");

    hold(docs / "configuration.md",
         with_part(with_part(page, "keys", key_tables()), "example", example()));
}

TEST_CASE("the keys documented and the keys known are the same") {
    const auto page = read(docs / "configuration.md");
    std::vector<std::string> documented;
    const std::regex row{"\n\\| `([a-z_.]+)` \\|"};
    for (std::sregex_iterator at{page.begin(), page.end(), row}, end; at != end; ++at)
        documented.push_back((*at)[1]);
    std::vector<std::string> known;
    for (const auto& key : config_keys())
        known.emplace_back(key.path);

    CHECK(documented == known);
}

TEST_CASE("the documented example names every key and is the default configuration") {
    const auto page = read(docs / "configuration.md");
    const auto begin = page.find("```jsonc\n{\n  \"$schema\"");
    REQUIRE(begin != std::string::npos);
    const auto end = page.find("\n```", begin);
    const auto text = page.substr(begin + 9, end - begin - 9);

    const auto config = parse_config(text, "example");

    if (!config)
        FAIL(config.error().message);
    CHECK(to_json(*config) == to_json(Config{}));
    for (const auto& key : config_keys())
        CHECK(text.find('"' + std::string{key.name()} + "\": ") != std::string::npos);
}

TEST_CASE("every other example on the page is taken by the parser") {
    const auto page = read(docs / "configuration.md");
    const std::string fence = "```jsonc\n";
    int examples = 0;
    for (auto at = page.find(fence); at != std::string::npos; at = page.find(fence, at + 1)) {
        const auto begin = at + fence.size();
        const auto text = page.substr(begin, page.find("\n```", begin) - begin);
        const auto config = parse_config(text, "example");
        CHECK_MESSAGE(config.has_value(), text);
        ++examples;
    }
    CHECK(examples >= 2);
}
