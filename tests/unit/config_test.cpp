// SPDX-License-Identifier: MIT
#include "core/config_table.hpp"

#include <deploy/config.hpp>
#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>
#include <unistd.h>

using namespace deploy;

namespace {

/// A file that is gone at the end of the test.
class TemporaryFile {
public:
    explicit TemporaryFile(std::string_view text)
        : path_{std::filesystem::temp_directory_path() /
                ("deploy-config-test-" + std::to_string(getpid()) + ".json")} {
        std::ofstream{path_, std::ios::binary} << text;
    }
    ~TemporaryFile() { std::filesystem::remove(path_); }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

} // namespace

TEST_CASE("an empty object is the default configuration") {
    const auto config = parse_config("{}", "d.json");

    REQUIRE(config.has_value());
    CHECK(to_json(*config) == to_json(Config{}));
}

TEST_CASE("comments, trailing commas, a byte order mark and $schema are allowed") {
    const auto config = parse_config("\xef\xbb\xbf// first\n{ /* a [ \" */ \"$schema\": \"x\",\n"
                                     "  \"watch\": {\"failures\": 5,}, // {\n}\n// end",
                                     "d.json");

    REQUIRE(config.has_value());
    CHECK(config->watch.failures == 5);
}

TEST_CASE("every kind of value reaches its field") {
    const auto config = parse_config(R"({
        "service": "shop", "state_directory": "/srv/state",
        "source": {"timeout": "1m30s", "ssh_key": ""},
        "build": {"arguments": {"A": "1", "b_2": ""}},
        "environment": {"set": {"X": "line\nend"}, "filter": [], "unset": ["Y", "Z"]},
        "container": {"port": 65535},
        "health": {"timeout": "500ms", "deadline": 7},
        "watch": {"window": 0}})",
                                     "d.json");

    REQUIRE(config.has_value());
    CHECK(config->service == "shop");
    CHECK(config->state_directory == "/srv/state");
    CHECK(config->source.timeout == std::chrono::seconds{90});
    CHECK(config->source.ssh_key.empty());
    CHECK(config->build.arguments == TextMap{{"A", "1"}, {"b_2", ""}});
    CHECK(config->environment.set == TextMap{{"X", "line\nend"}});
    CHECK(config->environment.filter.empty());
    CHECK(config->environment.unset == TextList{"Y", "Z"});
    CHECK(config->container.port == 65535);
    CHECK(config->health.timeout == std::chrono::milliseconds{500});
    CHECK(config->health.deadline == std::chrono::seconds{7});
    CHECK(config->watch.window == std::chrono::seconds{0});
    CHECK(config->source.branch == "main");
}

TEST_CASE("a number of seconds means seconds for a field in milliseconds too") {
    const auto config = parse_config(R"({"health": {"timeout": 2}})", "d.json");

    REQUIRE(config.has_value());
    CHECK(config->health.timeout == std::chrono::milliseconds{2000});
}

TEST_CASE("a shown configuration reads back as the same") {
    Config config;
    config.source.timeout = std::chrono::seconds{3661};
    config.health.timeout = std::chrono::milliseconds{1250};
    config.build.arguments = {{"A", "\"quoted\"\n"}};
    config.environment.unset = {"B"};

    const auto shown = to_json(config);

    const auto again = parse_config(shown, "shown.json");
    REQUIRE(again.has_value());
    CHECK(to_json(*again) == shown);
    CHECK(shown.find("\"timeout\": \"1h1m1s\"") != std::string::npos);
}

TEST_CASE("a shown configuration masks what environment.set holds") {
    Config config;
    config.environment.set = {{"TOKEN", "hush-hush"}};

    const auto shown = to_json(config);

    CHECK(shown.find("hush-hush") == std::string::npos);
    CHECK(shown.find("\"TOKEN\": \"***\"") != std::string::npos);
}

TEST_CASE("a configuration file is read, and a missing one is not_found") {
    const TemporaryFile file{R"({"service": "shop"})"};

    const auto config = load_config(file.path());
    const auto missing = load_config(file.path().string() + ".none");
    const auto directory = load_config(file.path().parent_path());

    REQUIRE(config.has_value());
    CHECK(config->service == "shop");
    REQUIRE(!missing);
    CHECK(missing.error().is(Errc::not_found));
    REQUIRE(!directory);
    CHECK(directory.error().is(Errc::invalid_input));
}

TEST_CASE("a file larger than 1 MiB is refused, not read") {
    const TemporaryFile file{std::string((1U << 20U) + 1, ' ')};

    const auto config = load_config(file.path());

    REQUIRE(!config);
    CHECK(config.error().message == file.path().string() + ":1:1: larger than 1 MiB");
}
