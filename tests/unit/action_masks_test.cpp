// SPDX-License-Identifier: MIT
// What the runner is to hide, before it is told anything else.
#include "action.hpp"
#include "base64.hpp"
#include "secrets.hpp"

#include "helpers/runner_log.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <map>
#include <sstream>

using namespace deploy;
using namespace deploy::action;
using namespace deploy::test;

namespace {

using Environs = std::map<std::string, std::string>;

Variables variables_of(const Environs& given) {
    return [&given](std::string_view name) {
        const auto found = given.find(std::string{name});
        return found == given.end() ? std::string{} : found->second;
    };
}

Environs with_secrets() {
    return {{"INPUT_HOST", "app.example.com"},
            {"INPUT_SSH_KEY", "-----BEGIN OPENSSH PRIVATE KEY-----\nline-of-the-key\n"},
            {"INPUT_KNOWN_HOSTS", "app.example.com ssh-ed25519 AAAA"},
            {"INPUT_SLACK_WEBHOOK", "https://hooks.example/T/B/x"},
            {"INPUT_TOKEN", "ghs_token"},
            {"INPUT_SET", "SMTP_PASSWORD=tops3cret\n"}};
}

const std::vector<std::string> parts{"line-of-the-key", "https://hooks.example/T/B/x", "ghs_token",
                                     "tops3cret"};

/// Each part is masked, and told by nothing but its mask. What is not a mask comes after them all.
void check_masked(const std::string& log) {
    std::istringstream lines{log};
    std::vector<std::string> masks;
    bool over = false;
    for (std::string line; std::getline(lines, line);) {
        const bool mask = line.starts_with("::add-mask::");
        CHECK_MESSAGE(!(over && mask), "a mask comes late: ", line);
        over = over || !mask;
        if (mask)
            masks.push_back(line.substr(12));
    }
    for (const auto& part : parts)
        CHECK_MESSAGE(std::ranges::count(masks, part) == 1, part);
}

} // namespace

TEST_CASE("every secret is to be masked") {
    auto given = with_secrets();
    given["INPUT_SET"] = "SMTP_PASSWORD=tops3cret\nexport KEY=\"first\\nsecond\"\n"
                         "PEM='-----BEGIN-----\nMIIB=\n-----END-----'\n# A=no\nLAST=a=b \n";

    const auto all = secrets_given(variables_of(given));

    CHECK(all == std::vector<std::string>{
                     "tops3cret", "first\nsecond", "-----BEGIN-----\nMIIB=\n-----END-----", "a=b",
                     given["INPUT_SSH_KEY"], given["INPUT_SLACK_WEBHOOK"], "ghs_token"});
}

TEST_CASE("masks come first, also where an input is wrong and its message holds a secret") {
    for (const auto& [name, value] : Environs{{"INPUT_COMMAND", "line-of-the-key"},
                                              {"INPUT_ALLOW_OLDER", "tops3cret"},
                                              {"INPUT_INSTALL", "ghs_token"},
                                              {"INPUT_PORT", "x"},
                                              {"INPUT_HOST", ""},
                                              {"INPUT_CONTAINER", "https://hooks.example/T/B/x"}}) {
        CAPTURE(name);
        auto given = with_secrets();
        given[name] = value;
        std::ostringstream log;

        const auto code = run_action(variables_of(given), log, {}, {});

        CHECK(code == ExitCode::usage);
        CHECK(log.str().find("::error title=psyfit-deploy") != std::string::npos);
        check_masked(log.str());
    }
}

TEST_CASE("a key that is none and variables that are none are masked before that is told") {
    auto given = with_secrets();
    given["INPUT_SSH_KEY"] = "line-of-the-key";
    given["INPUT_SET"] = "SMTP_PASSWORD=\"tops3cret\"\nno variable\nOTHER='open\n";
    std::ostringstream log;

    const auto code = run_action(variables_of(given), log, {}, {});

    CHECK(code == ExitCode::usage);
    check_masked(log.str());
    CHECK(log.str().find("::add-mask::no variable\n") != std::string::npos);
    CHECK(log.str().find("::add-mask::'open\n") != std::string::npos);
}

TEST_CASE("a key in Base64 is masked as what it is, too") {
    auto given = with_secrets();
    given["INPUT_SSH_KEY"] = to_base64(given["INPUT_SSH_KEY"]);
    given["INPUT_PORT"] = "x";
    std::ostringstream log;

    run_action(variables_of(given), log, {}, {});

    check_masked(log.str());
    CHECK(log.str().find("::add-mask::" + given["INPUT_SSH_KEY"] + "\n") != std::string::npos);
}
