// SPDX-License-Identifier: MIT
// Holds docs/guide.md to this program: what it tells a reader to type is understood.
#include "core/config_table.hpp"
#include "helpers/program.hpp"
#include "options.hpp"

#include <algorithm>
#include <deploy/shell_words.hpp>
#include <doctest/doctest.h>
#include <regex>
#include <set>
#include <sstream>

using namespace deploy;
using namespace deploy::cli;

namespace {

namespace fs = std::filesystem;
using Words = std::vector<std::string>;

constexpr std::string_view program = "psyfit-deploy";
const fs::path guide_file = fs::path{DEPLOY_SOURCE_DIRECTORY} / "docs" / "guide.md";

const std::string& guide() {
    static const auto text = test::read_file(guide_file);
    return text;
}

Words words_of(const std::string& text) {
    std::istringstream in{text};
    return {std::istream_iterator<std::string>{in}, {}};
}

/// What stands between backticks.
Words spans_of(const std::string& text) {
    Words out;
    const std::regex span{"`([^`]+)`"};
    for (std::sregex_iterator at{text.begin(), text.end(), span}, end; at != end; ++at)
        out.push_back((*at)[1]);
    return out;
}

/// The spans of the tables' second column: what this program does.
Words spans_of_answers() {
    Words out;
    std::istringstream lines{guide()};
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with("| "))
            continue;
        const auto begin = line.find(" | ", 2);
        REQUIRE_MESSAGE(begin != line.npos, line);
        auto spans = spans_of(line.substr(begin, line.find(" | ", begin + 3) - begin));
        out.insert(out.end(), spans.begin(), spans.end());
    }
    return out;
}

std::string without_value(const std::string& word) {
    if (word == "VERSION")
        return "20260301000000";
    return word == "SECONDS" ? "30" : word;
}

/// The words after the program's name, with values in the place of their names.
Words arguments_of(const std::string& span) {
    auto words = words_of(span);
    words.erase(words.begin());
    std::ranges::transform(words, words.begin(), without_value);
    return words;
}

std::string help_of(Words command) {
    command.emplace_back("--help");
    const auto help = parse_options(command);
    REQUIRE(help.has_value());
    return help->text;
}

/// The words that name the command: those before an option or a value.
Words command_of(const Words& arguments) {
    Words out;
    for (const auto& word : arguments) {
        const bool plain =
            word.find_first_not_of("abcdefghijklmnopqrstuvwxyz") == std::string::npos;
        if (!plain)
            break;
        out.push_back(word);
    }
    return out;
}

/// The commands that a help lists.
Words commands_in(const std::string& help) {
    Words out;
    std::istringstream lines{help};
    bool among = false;
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("Commands"))
            among = true;
        else if (line.empty() || line.front() != ' ')
            among = false;
        else if (among && line.starts_with("  ") && line[2] != ' ')
            out.push_back(words_of(line).front());
    }
    return out;
}

} // namespace

TEST_CASE(
    "every command line of the guide's table is understood, and its options are in the help") {
    int lines = 0;
    for (const auto& span : spans_of_answers()) {
        if (!span.starts_with(program))
            continue;
        ++lines;
        CAPTURE(span);
        const auto arguments = arguments_of(span);
        const auto understood = parse_options(arguments);
        CHECK_MESSAGE(understood.has_value(), understood.error().message);
        const auto help = help_of(command_of(arguments)) + help_of({});
        for (const auto& word : arguments)
            if (word.starts_with("--"))
                CHECK_MESSAGE(help.find(word) != std::string::npos, word);
    }
    CHECK(lines > 60);
}

TEST_CASE("every key of the guide's table is one of the configuration") {
    std::set<std::string, std::less<>> keys;
    std::set<std::string, std::less<>> sections;
    for (const auto& key : config_keys())
        keys.emplace(key.path);
    for (const auto& [name, doc] : config_sections())
        sections.emplace(name);
    int named = 0;
    const std::regex key{"[a-z_]+\\.[a-z_]+"};
    for (const auto& span : spans_of_answers()) {
        if (!std::regex_match(span, key) || !sections.contains(span.substr(0, span.find('.'))))
            continue;
        ++named;
        CHECK_MESSAGE(keys.contains(span), span);
    }
    CHECK(named > 60);
}

TEST_CASE(
    "a word of its own in the guide's table is a check of the doctor or a part of the setup") {
    const auto folder = guide_file.parent_path();
    const auto known = test::read_file(folder / "doctor.md") + test::read_file(folder / "setup.md");
    const std::set<std::string> others{"service", "healthy", "www"};
    const std::regex word{"[a-z][a-z-]*"};
    for (const auto& span : spans_of_answers())
        if (std::regex_match(span, word) && span != program && !others.contains(span))
            CHECK_MESSAGE(known.find("`" + span + "`") != std::string::npos, span);
}

TEST_CASE("every page that the guide leads to is there") {
    int links = 0;
    const std::regex link{"\\]\\(([^)#]+)(#[^)]*)?\\)"};
    for (std::sregex_iterator at{guide().begin(), guide().end(), link}, end; at != end; ++at) {
        ++links;
        CHECK_MESSAGE(fs::is_regular_file(guide_file.parent_path() / (*at)[1].str()),
                      (*at)[1].str());
    }
    CHECK(links > 80);
}

TEST_CASE("every command of this program has its place in the guide's table") {
    const auto all = commands_in(help_of({}));
    CHECK(all.size() > 20);
    for (const auto& command : all) {
        const auto below = commands_in(help_of({command}));
        for (const auto& each : below.empty() ? Words{""} : below) {
            const auto line =
                std::string{program} + ' ' + command + (each.empty() ? "" : " " + each);
            if (command != "deploy") // the one that needs no name
                CHECK_MESSAGE(guide().find(line) != std::string::npos, line);
        }
    }
}
