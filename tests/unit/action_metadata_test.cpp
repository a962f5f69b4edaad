// SPDX-License-Identifier: MIT
// action.yml says what the code does, and nothing else.
#include "inputs.hpp"
#include "questions.hpp"
#include "result.hpp"

#include "helpers/program.hpp"
#include "helpers/result_text.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <map>
#include <optional>
#include <set>
#include <sstream>

using namespace deploy;
using namespace deploy::action;
using namespace deploy::test;

namespace {

/// The names of one section of action.yml, each with its default where it has one.
std::map<std::string, std::optional<std::string>> declared(const std::string& section) {
    std::map<std::string, std::optional<std::string>> out;
    std::string part, name;
    std::istringstream lines{
        read_file(std::filesystem::path{DEPLOY_SOURCE_DIRECTORY} / "gh-action/action.yml")};
    for (std::string line; std::getline(lines, line);) {
        const auto indent = line.find_first_not_of(' ');
        const std::string text = indent == std::string::npos ? "" : line.substr(indent);
        if (indent == 0)
            part = text.substr(0, text.find(':'));
        if (part != section)
            continue;
        if (indent == 2)
            out[name = text.substr(0, text.find(':'))];
        else if (indent == 4 && text.starts_with("default: ")) {
            auto value = text.substr(9);
            std::erase(value, '"');
            out[name] = value;
        }
    }
    return out;
}

std::set<std::string> names_of(const auto& map) {
    std::set<std::string> out;
    for (const auto& [name, value] : map)
        out.insert(name);
    return out;
}

std::string runner_name(std::string input) {
    std::ranges::transform(input, input.begin(), [](unsigned char c) { return std::toupper(c); });
    return "INPUT_" + input;
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
            if (runner_name(name) == variable)
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
