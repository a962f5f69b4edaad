// SPDX-License-Identifier: MIT
#include "core/config_rule.hpp"
#include "core/duration.hpp"
#include "core/utf8.hpp"
#include <deploy/nearest.hpp>

#include <doctest/doctest.h>
#include <regex>
#include <string>

using namespace deploy;
using std::chrono::milliseconds;

TEST_CASE("durations are read with their units, the larger first") {
    struct {
        std::string_view text;
        std::optional<milliseconds> duration;
    } const cases[] = {
        {"30s", milliseconds{30'000}},
        {"1m30s", milliseconds{90'000}},
        {"500ms", milliseconds{500}},
        {"2h", milliseconds{7'200'000}},
        {"1h2m3s4ms", milliseconds{3'723'004}},
        {"0s", milliseconds{0}},
        {"168h", longest_duration},
        {"168h1ms", std::nullopt},
        {"99999999999999999999s", std::nullopt},
        {"", std::nullopt},
        {"30", std::nullopt},
        {"s", std::nullopt},
        {"30s1m", std::nullopt},
        {"1s1s", std::nullopt},
        {"1.5s", std::nullopt},
        {"-1s", std::nullopt},
        {"1 s", std::nullopt},
        {"1d", std::nullopt},
    };
    for (const auto& [text, duration] : cases) {
        CAPTURE(text);
        CHECK(parse_duration(text) == duration);
    }
}

TEST_CASE("a formatted duration reads back as the same") {
    for (const std::int64_t count :
         {0, 1, 999, 1000, 59'999, 60'000, 90'500, 3'600'000, 604'800'000})
        CHECK(parse_duration(format_duration(milliseconds{count})) == milliseconds{count});
    CHECK(format_duration(milliseconds{90'500}) == "1m30s500ms");
    CHECK(format_duration(milliseconds{0}) == "0s");
}

TEST_CASE("the edit distance counts additions, losses, replacements and swaps") {
    CHECK(edit_distance("", "abc") == 3);
    CHECK(edit_distance("abc", "") == 3);
    CHECK(edit_distance("timeout", "timeout") == 0);
    CHECK(edit_distance("tiemout", "timeout") == 1);
    CHECK(edit_distance("kitten", "sitting") == 3);
}

TEST_CASE("the nearest candidate is found, and nothing where all are far") {
    constexpr std::string_view names[] = {"port", "network", "stop_timeout"};
    CHECK(nearest("Port", names) == "port");
    CHECK(nearest("stop-timeout", names) == "stop_timeout");
    CHECK(nearest("netwrok", names) == "network");
    CHECK(nearest("volume", names) == std::nullopt);
    CHECK(nearest("", names) == std::nullopt);
    CHECK(nearest(std::string(100'000, 'p'), names) == std::nullopt);
}

TEST_CASE("UTF-8 is told from what only looks like it") {
    CHECK(utf8::valid("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"));
    for (const std::string_view bad : {"\x80", "\xc0\xaf", "\xe0\x80\xaf", "\xed\xa0\x80",
                                       "\xf4\x90\x80\x80", "\xf8", "\xe2\x82", "\xff"})
        CHECK_FALSE(utf8::valid(bad));
    CHECK(utf8::partial_tail("a\xe2\x82") == 2);
    CHECK(utf8::partial_tail("a\xf0\x9f\x98") == 3);
    CHECK(utf8::partial_tail("a\xe2\x82\xac") == 0);
    CHECK(utf8::partial_tail("\xff") == 0);
}

TEST_CASE("the pattern of a rule accepts exactly what the parser accepts") {
    const Rule* const rules[] = {
        &rule::text,          &rule::service_name,
        &rule::absolute_path, &rule::file_path,
        &rule::relative_path, &rule::word,
        &rule::image_name,    &rule::docker_name,
        &rule::variable_name, &rule::environment_key,
        &rule::volume,        &rule::url_path,
        &rule::json_pointer,  &rule::header_name,
        &rule::host_name,     &rule::http_url,
    };
    const std::string samples[] = {
        "",
        "a",
        "A",
        "9",
        "-",
        "--x",
        "_x",
        ".x",
        "..",
        "../x",
        "a/../b",
        "a/..",
        "a..b/c",
        "a/b",
        "a//b",
        "/",
        "/a b",
        "/a\tb",
        "/a/../b",
        "/\xc3\xa9",
        "psyfit-web",
        "web_1",
        "web.1",
        "localhost:5000/app",
        "app:latest",
        "a/b:c/d",
        "a/b/c",
        "/app",
        "app/",
        "A/b",
        "main",
        "feature/x",
        "a b",
        "a\nb",
        "a=b",
        "X-Revision",
        "X_Revision",
        "*.example.com",
        "*.",
        "*",
        "example.com",
        "exa mple",
        "http://h",
        "https://h:8080/x?y",
        "http://",
        "http://u@h",
        "ftp://h",
        "http://h x",
        "vol:/data",
        "vol:/data:ro",
        "vol:/data:ro,z",
        "vol:/data:",
        "vol:/data:9",
        "vol:data",
        ":/data",
        "-v:/data",
        "vol:/da:ta:ro",
        "/host:/data",
        "vol:/",
        "linux/arm64/v8",
        "\x7f",
        "a\x7f",
        std::string{"a\0b", 3},
        std::string(63, 'a'),
        std::string(64, 'a'),
        "1a",
        "a1",
        "KEY",
        "\xe6\x97\xa5",
        "/data/health_status",
        "/~0~1",
    };
    for (const auto* rule : rules) {
        const std::regex pattern{std::string{rule->pattern}};
        CAPTURE(rule->pattern);
        int accepted = 0;
        for (const auto& sample : samples) {
            CAPTURE(sample);
            CHECK(std::regex_search(sample, pattern) == rule->allows(sample));
            accepted += rule->allows(sample) ? 1 : 0;
        }
        CHECK(accepted > 0);
    }
}

TEST_CASE("an optional rule also accepts nothing at all") {
    CHECK_FALSE(rule::word.allows(""));
    CHECK(rule::word.optional().allows(""));
    CHECK_FALSE(rule::word.optional().allows("-x"));
}
