// SPDX-License-Identifier: MIT
// The answer of the health page: only a success with the right body and version is healthy, and
// anything else says why. The input: where the body and the version are (JSON pointers), the
// version header, the status, then the body.
#include "core/health.hpp"
#include "fuzz/input.hpp"
#include "fuzz/targets.hpp"

#include <boost/json/parse.hpp>
#include <doctest/doctest.h>

namespace deploy::fuzz {

namespace {

constexpr std::string_view revision = "0123456789abcdef0123456789abcdef01234567";

/// As the reader must find it, from the definition of a JSON pointer without escapes.
bool has(const boost::json::value& body, std::string_view pointer, std::string_view text) {
    const auto* at = &body;
    for (const auto& key : split(pointer.substr(1), '/')) {
        const auto* object = at->if_object();
        at = object != nullptr ? object->if_contains(key) : nullptr;
        if (at == nullptr)
            return false;
    }
    return *at == boost::json::value(text);
}

void check_body(std::string_view body, const Config::Health& rules) {
    boost::system::error_code failed;
    const auto value = boost::json::parse(body, failed);
    REQUIRE_FALSE(failed);
    CHECK(has(value, rules.body_pointer, rules.body_value));
}

} // namespace

void health(std::string_view bytes) {
    Input input{bytes};
    Config::Health rules;
    rules.version_pointer = input.line();
    rules.version_header = input.line();
    Answer answer;
    answer.status = 100 + static_cast<int>(input.below(500));
    const std::string header{input.line()};
    answer.headers = {{"x-version", header}, {"location", header}};
    answer.body = input.rest();

    const auto verdict = judge_health(answer, rules, revision);

    CHECK(verdict.healthy() == verdict.why.empty());
    CHECK(verdict.why.size() < 500);
    if (verdict.healthy()) {
        CHECK((answer.status >= 200 && answer.status < 300));
        check_body(answer.body, rules);
    }
    const auto page = judge_page(answer, "/home");
    CHECK(page.healthy() == (answer.status >= 200 && answer.status < 400));
}

} // namespace deploy::fuzz
