// SPDX-License-Identifier: MIT
#include "core/health.hpp"

#include <doctest/doctest.h>

using namespace deploy;

namespace {

const std::string revision = "0123456789abcdef0123456789abcdef01234567";

Answer well(const std::string& body = R"({"data":{"health_status":"healthy"}})") {
    return {.status = 200, .body = body};
}

/// The verdict on an answer that tells `told` in the header of that name.
Verdict with_header(const std::string& told) {
    Config::Health rules;
    rules.version_header = "x-app-revision";
    auto answer = well();
    answer.headers["x-app-revision"] = told;
    return judge_health(answer, rules, revision);
}

} // namespace

TEST_CASE("200 with the value that the rules ask for is healthy") {
    const auto verdict = judge_health(well(), {}, "");

    CHECK(verdict.healthy());
    CHECK(verdict.why.empty());
}

TEST_CASE("a body without the value may become healthy") {
    for (const char* body :
         {R"({"data":{"health_status":"degraded"}})", R"({"data":{}})", R"({"data":[1]})",
          R"({"health_status":"healthy"})", "healthy", "", R"({"data":{"health_status":)"}) {
        CAPTURE(body);
        const auto verdict = judge_health(well(body), {}, "");
        CHECK(verdict.kind == Verdict::Kind::not_yet);
        CHECK(verdict.why == "its answer does not have 'healthy' at /data/health_status");
    }
}

TEST_CASE("the body is not looked at where the rules ask for no value") {
    Config::Health rules;
    rules.body_value.clear();

    CHECK(judge_health(well("<html>"), rules, "").healthy());
}

TEST_CASE("a value that is no text is compared as JSON writes it") {
    Config::Health rules;
    rules.body_pointer = "/ok";
    rules.body_value = "true";

    CHECK(judge_health(well(R"({"ok":true})"), rules, "").healthy());
    CHECK_FALSE(judge_health(well(R"({"ok":false})"), rules, "").healthy());
}

TEST_CASE("an error status may become healthy, whatever its body says") {
    for (const int status : {199, 404, 422, 500, 503}) {
        auto answer = well();
        answer.status = status;
        const auto verdict = judge_health(answer, {}, "");
        CHECK(verdict.kind == Verdict::Kind::not_yet);
        CHECK(verdict.why == "it answers " + std::to_string(status));
    }
}

TEST_CASE("a redirect is wrong, and says where to") {
    const auto verdict = judge_health(
        {.status = 301, .headers = {{"location", "https://psytech.jp/"}}, .body = {}}, {}, "");

    CHECK(verdict.kind == Verdict::Kind::wrong);
    CHECK(verdict.why ==
          "it answers 301, a redirect to https://psytech.jp/, which is not followed");
    CHECK(judge_health({.status = 308}, {}, "").kind == Verdict::Kind::wrong);
}

TEST_CASE("the version told in a header must be the deployed one, in full or short") {
    CHECK(with_header(revision).healthy());
    CHECK(with_header(revision.substr(0, 12)).healthy());
    CHECK(with_header(revision.substr(0, 7)).healthy());
    CHECK_MESSAGE(with_header(revision.substr(0, 6)).kind == Verdict::Kind::wrong,
                  "too short to tell");
    CHECK(with_header("fedcba9").kind == Verdict::Kind::wrong);
    CHECK(with_header("").kind == Verdict::Kind::wrong);
}

TEST_CASE("an image that knows only the start of its commit is matched by the whole") {
    Config::Health rules;
    rules.version_header = "x-version";
    const Answer answer{.status = 200,
                        .headers = {{"x-version", revision}},
                        .body = R"({"data":{"health_status":"healthy"}})"};

    CHECK(judge_health(answer, rules, revision.substr(0, 12)).healthy());
    CHECK_FALSE(judge_health(answer, rules, "fedcba987654").healthy());
}

TEST_CASE("the wrong version is named beside the one deployed") {
    CHECK(with_header("fedcba9").why == "version 'fedcba9' answers instead of 0123456789ab");
}

TEST_CASE("the name of the version header may be written in capitals") {
    Config::Health rules;
    rules.version_header = "X-App-Revision";
    auto answer = well();
    answer.headers["x-app-revision"] = revision;

    CHECK(judge_health(answer, rules, revision).healthy());
}

TEST_CASE("the version may be told in the body") {
    Config::Health rules;
    rules.version_pointer = "/data/version";
    const auto told = [&](const std::string& version) {
        return judge_health(
            well(R"({"data":{"health_status":"healthy","version":")" + version + "\"}}"), rules,
            revision);
    };

    CHECK(told(revision.substr(0, 8)).healthy());
    CHECK(told("fedcba9").kind == Verdict::Kind::wrong);
    CHECK(judge_health(well(), rules, revision).kind == Verdict::Kind::wrong);
}

TEST_CASE("an application that should tell its version and does not is wrong") {
    Config::Health rules;
    rules.version_header = "x-app-revision";

    const auto verdict = judge_health(well(), rules, revision);

    CHECK(verdict.kind == Verdict::Kind::wrong);
    CHECK(verdict.why == "it does not tell its version");
    CHECK_MESSAGE(judge_health(well(), rules, "").healthy(), "no revision known: none to compare");
}

TEST_CASE("an unhealthy answer is not blamed on its version") {
    Config::Health rules;
    rules.version_header = "x-app-revision";

    CHECK(judge_health({.status = 503}, rules, revision).kind == Verdict::Kind::not_yet);
}

TEST_CASE("another page may answer with success or a redirect") {
    CHECK(judge_page({.status = 200}, "/home").healthy());
    CHECK(judge_page({.status = 302}, "/home").healthy());
    CHECK(judge_page({.status = 404}, "/home").why == "/home answers 404");
    CHECK(judge_page({.status = 500}, "/home").kind == Verdict::Kind::not_yet);
}
