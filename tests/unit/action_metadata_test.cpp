// SPDX-License-Identifier: MIT
// action.yml says what the code does, and nothing else.
#include "inputs.hpp"
#include "questions.hpp"
#include "result.hpp"

#include "helpers/action_metadata.hpp"
#include "helpers/result_text.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <map>
#include <optional>
#include <set>

using namespace deploy;
using namespace deploy::action;
using namespace deploy::test;

namespace {

std::map<std::string, std::optional<std::string>> declared(const std::string& section) {
    return declared_in(std::filesystem::path{DEPLOY_SOURCE_DIRECTORY} / "gh-action/action.yml",
                       section);
}

std::set<std::string> names_of(const auto& map) {
    std::set<std::string> out;
    for (const auto& [name, value] : map)
        out.insert(name);
    return out;
}

/// What a user must write.
std::map<std::string, std::string> required() {
    return {{"host", "app.example.com"},
            {"ssh_key", "-----BEGIN OPENSSH PRIVATE KEY-----\nx\n"},
            {"known_hosts", "app.example.com ssh-ed25519 AAAA"}};
}

/// Reads these inputs, and notes every name that is asked for.
Result<Inputs> read_noting(const std::map<std::string, std::string>& inputs,
                           std::set<std::string>& asked) {
    return read_inputs([&](std::string_view variable) {
        for (const auto& [name, value] : inputs)
            if (input_variable(name) == variable)
                return value;
        std::string name{variable.substr(6)};
        std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::tolower(c); });
        std::ranges::replace(name, '-', '_'); // the other way to write it
        asked.insert(name);
        return std::string{};
    });
}

} // namespace

TEST_CASE("every input that is read is declared, and every one that is declared is read") {
    std::set<std::string> asked;
    auto inputs = required();

    REQUIRE(read_noting(inputs, asked));

    asked.merge(names_of(inputs));
    CHECK(asked == names_of(declared("inputs")));
}

TEST_CASE("an input has the declared default where nobody gives it a value") {
    std::set<std::string> asked;
    auto inputs = required();
    const auto without = read_noting(inputs, asked);
    for (const auto& [name, value] : declared("inputs"))
        if (value && name != "token") // GitHub's own, for each job
            inputs[name] = *value;

    const auto with = read_noting(inputs, asked);

    REQUIRE(without);
    REQUIRE(with);
    CHECK(inputs.size() > 9);
    CHECK(*with == *without);
    CHECK(declared("inputs").at("token") == "${{ github.token }}");
}

TEST_CASE("every output that a run writes is declared, and every one that is declared is written") {
    const Report report{.inputs = {}, .id = "run-1"};

    CHECK(names_of(outputs_of(report)) == names_of(declared("outputs")));
}

TEST_CASE("a question writes outputs that are declared") {
    const auto known = names_of(declared("outputs"));
    const auto written = names_of(outputs_of(action::Answer{}, Inputs{}));

    CHECK(std::ranges::includes(known, written));
    CHECK(written.contains("result"));
}
