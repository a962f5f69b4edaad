// SPDX-License-Identifier: MIT
#include "core/config_table.hpp"

#include <deploy/config.hpp>
#include <doctest/doctest.h>

using namespace deploy;

namespace {

std::string complaint(std::string_view text) {
    const auto config = parse_config(text, "d.json");
    if (config)
        return "accepted";
    CHECK(config.error().is(Errc::invalid_input));
    CHECK(config.error().fix == "psyfit-deploy config check --config d.json");
    return config.error().message;
}

struct Refusal {
    std::string text;
    std::string message;
};

} // namespace

TEST_CASE("an unknown key is told with its place and what was probably meant") {
    const Refusal refusals[] = {
        {"{\"servce\": \"x\"}", R"(d.json:1:2: unknown key "servce"; did you mean "service"?)"},
        {"{\n  \"source\": {\n    \"tiemout\": 1}}",
         R"(d.json:3:5: unknown key "tiemout" in source; did you mean "timeout"?)"},
        {"{\"sources\": {}}", R"(d.json:1:2: unknown key "sources"; did you mean "source"?)"},
        {"{\"port\": 1}", R"(d.json:1:2: unknown key "port"; did you mean container.port?)"},
        {"{\"source.branch\": 1}",
         R"(d.json:1:2: unknown key "source.branch"; did you mean source.branch?)"},
        {"{\"zzzzzzzzz\": 1}", R"(d.json:1:2: unknown key "zzzzzzzzz")"},
        {"{\"\\u001b[2J\": 1}", R"(d.json:1:2: unknown key "\x1b[2J")"},
        {"{/* \xc3\xa9 */ \"\": 1}", R"(d.json:1:10: unknown key "")"},
    };
    for (const auto& [text, message] : refusals)
        CHECK(complaint(text) == message);
}

TEST_CASE("a duplicate key is told with both places") {
    CHECK(complaint("{\"watch\": {\"window\": 1},\n \"watch\": {}}") ==
          R"(d.json:2:2: duplicate key "watch", first at 1:2)");
    CHECK(complaint("{\"watch\": {\"window\": 1,\n\t\"wind\\u006fw\": 1}}") ==
          R"(d.json:2:2: duplicate key "window", first at 1:12)");
    CHECK(complaint("{\"environment\": {\"set\": {\"A\": \"1\", \"A\": \"2\"}}}") ==
          R"(d.json:1:36: duplicate key "A", first at 1:26)");
}

TEST_CASE("what is not JSON is told with its place") {
    const Refusal refusals[] = {
        {"", "d.json:1:1: not valid JSON: it ends too early"},
        {"{\n\"service\" \"x\"}", "d.json:2:11: not valid JSON"},
        {"{} x", "d.json:1:4: text after the end of the JSON value"},
        {"{\"service\": \"x\"", "d.json:1:16: not valid JSON: it ends too early"},
        {"{\"service\": \"\xff\"}", "d.json:1:14: not valid JSON"},
        {"{/*", "d.json:1:4: not valid JSON: it ends too early"},
        {std::string(17, '['), "d.json:1:17: nested deeper than 16 levels"},
        {std::string((1U << 20U) + 1, ' '), "d.json:1:1: larger than 1 MiB"},
    };
    for (const auto& [text, message] : refusals) {
        CAPTURE(text.substr(0, 40));
        const auto told = complaint(text);
        CHECK(told.substr(0, message.size()) == message);
    }
}

TEST_CASE("a wrong type is told with its place and what is needed") {
    const Refusal refusals[] = {
        {"[]", "d.json:1:1: the configuration must be an object, not a list"},
        {"{\"$schema\": 1}", "d.json:1:13: $schema must be text, not a number"},
        {"{\"source\":\n []}", "d.json:2:2: source must be an object, not a list"},
        {"{\"service\": 1}", "d.json:1:13: service must be text, not a number"},
        {"{\"state_directory\": null}", "d.json:1:21: state_directory must be a path, not null"},
        {"{\"source\": {\"timeout\": true}}",
         "d.json:1:24: source.timeout must be a duration (whole seconds such as 90, or "
         "\"1m30s\"), not true or false"},
        {"{\"source\": {\"timeout\": 1.5}}",
         "d.json:1:24: source.timeout must be a duration (whole seconds such as 90, or "
         "\"1m30s\"), not a number with a fraction"},
        {"{\"health\": {\"timeout\": \"soon\"}}",
         "d.json:1:24: health.timeout must be a duration (seconds such as 5, or \"500ms\")"},
        {"{\"container\": {\"port\": \"80\"}}",
         "d.json:1:24: container.port must be a whole number"},
        {"{\"health\": {\"passes\": 2.0}}",
         "d.json:1:23: health.passes must be a whole number, not a number with a fraction"},
        {"{\"proxy\": {\"hosts\": \"a.jp\"}}", "d.json:1:21: proxy.hosts must be a list of texts"},
        {"{\"proxy\": {\"hosts\": [\"a.jp\",\n  7]}}",
         "d.json:2:3: each of proxy.hosts must be text, not a number"},
        {"{\"environment\": {\"set\": []}}",
         "d.json:1:25: environment.set must be an object of texts, not a list"},
        {"{\"environment\": {\"set\": {\"A\": 1}}}",
         "d.json:1:31: each value in environment.set must be text without a NUL"},
    };
    for (const auto& [text, message] : refusals)
        CHECK(complaint(text) == message);
}

TEST_CASE("a value out of its range or form is told with its place") {
    const Refusal refusals[] = {
        {"{\"container\": {\"port\": 0}}",
         "d.json:1:24: container.port must be a port from 1 to 65535"},
        {"{\"container\": {\"port\": 65536}}",
         "d.json:1:24: container.port must be a port from 1 to 65535"},
        {"{\"container\": {\"port\": 18446744073709551615}}",
         "d.json:1:24: container.port must be a port from 1 to 65535"},
        {"{\"health\": {\"passes\": 0}}",
         "d.json:1:23: health.passes must be a whole number from 1 to 1000"},
        {"{\"build\": {\"timeout\": 0}}",
         "d.json:1:23: build.timeout must be longer than 0 and at most a week"},
        {"{\"build\": {\"timeout\": 9223372036854775807}}",
         "d.json:1:23: build.timeout must be longer than 0 and at most a week"},
        {"{\"build\": {\"timeout\": \"500ms\"}}",
         "d.json:1:23: build.timeout must be a whole number of seconds"},
        {"{\"build\": {\"timeout\": \"1000ms\"}}",
         "d.json:1:23: build.timeout must be a whole number of seconds"},
        {"{\"watch\": {\"window\": -1}}",
         "d.json:1:22: watch.window must be 0 or longer and at most a week"},
        {"{\"service\": \"-x\"}",
         "d.json:1:13: service must be 1 to 63 of a-z, 0-9 and -, and not begin with -"},
        {"{\"build\": {\"image\": \"-v\"}}",
         "d.json:1:21: build.image must be an image name in lower case, without a tag"},
        {"{\"build\": {\"target\": \"--x\"}}",
         "d.json:1:22: build.target must be a word without spaces that does not begin with -, "
         "or empty"},
        {"{\"environment\": {\"set\": {\"A=B\": \"1\"}}}",
         "d.json:1:26: each name in environment.set must be an environment key: not empty, "
         "without = or NUL"},
        {"{\"environment\": {\"set\": {\"A\": \"\\u0000\"}}}",
         "d.json:1:31: each value in environment.set must be text without a NUL"},
    };
    for (const auto& [text, message] : refusals)
        CHECK(complaint(text) == message);
}

TEST_CASE("an event that nobody is ever told of is refused, with the one that was probably meant") {
    CHECK(complaint(R"({"notify": {"events": ["succeeded", "faild"]}})") ==
          "d.json:1:37: each of notify.events must be started, succeeded, failed, cancelled or "
          "recovered; did you mean \"failed\"?");
    CHECK(complaint(R"({"notify": {"events": ["zzzzzzzz"]}})") ==
          "d.json:1:24: each of notify.events must be started, succeeded, failed, cancelled or "
          "recovered");
    CHECK(complaint(R"({"notify": {"events": ["started", "cancelled"]}})") == "accepted");
}

TEST_CASE("every text that becomes an argument refuses a leading dash") {
    const std::string_view texts[] = {"build.image",       "build.dockerfile",  "build.platform",
                                      "build.target",      "source.remote",     "source.branch",
                                      "container.network", "proxy.container",   "service",
                                      "proxy.hosts",       "container.volumes", "health.path"};
    for (const auto path : texts) {
        CAPTURE(path);
        const auto* key = find_config_key(path);
        REQUIRE(key != nullptr);
        CHECK_FALSE(key->rule.allows("-dash"));
        CHECK_FALSE(key->rule.allows("--privileged"));
    }
}

TEST_CASE("errors never repeat a value") {
    CHECK(complaint("{\"environment\": {\"set\": {\"A\": [\"hush-hush\"]}}}").find("hush") ==
          std::string::npos);
    CHECK(complaint("{\"proxy\": {\"url\": \"http://u:hush-hush@h\"}}").find("hush") ==
          std::string::npos);
}
