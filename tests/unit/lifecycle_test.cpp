// SPDX-License-Identifier: MIT
// Holds the table to the design and docs/lifecycle.md to the table. DEPLOY_UPDATE_DOCS=1 in the
// environment writes the page's diagram anew.
#include "helpers/program.hpp"

#include <cstdlib>
#include <deploy/lifecycle.hpp>
#include <doctest/doctest.h>
#include <fstream>

using namespace deploy;
using enum State;

namespace {

constexpr std::array flow{pulling, building,  capturing, releasing, starting,
                          gating,  switching, verifying, watching,  retiring};

const std::filesystem::path page_file =
    std::filesystem::path{DEPLOY_SOURCE_DIRECTORY} / "docs" / "lifecycle.md";

std::string with_diagram(const std::string& page) {
    const std::string opening = "<!-- generated: diagram -->\n";
    const auto begin = page.find(opening);
    const auto end = page.find("<!-- end: diagram -->");
    REQUIRE(begin != std::string::npos);
    REQUIRE(end != std::string::npos);
    return page.substr(0, begin + opening.size()) + "\n```mermaid\n" + to_mermaid() + "```\n\n" +
           page.substr(end);
}

} // namespace

TEST_CASE("of two states in a row one at least is on the medium, so that only a tail can be torn") {
    for (const auto& row : lifecycle)
        for (const auto to : row.to)
            if (to != row.from)
                CHECK_FALSE((only_looks(row.from) && only_looks(to)));
}

TEST_CASE("success leads through the flow in its order and ends live") {
    for (std::size_t i = 0; i + 1 < flow.size(); ++i)
        CHECK(next(flow[i], Event::succeeded) == flow[i + 1]);
    CHECK(next(retiring, Event::succeeded) == live);
    CHECK(next(reverting, Event::succeeded) == reverted);
}

TEST_CASE("a failure or a cancellation turns back from every state before the decision") {
    for (const auto state : flow) {
        if (state == retiring)
            continue;
        CAPTURE(to_string(state));
        CHECK(next(state, Event::failed) == reverting);
        CHECK(next(state, Event::cancelled) == reverting);
    }
}

TEST_CASE("once decided, whatever happens ends live") {
    CHECK(next(retiring, Event::failed) == live);
    CHECK(next(retiring, Event::cancelled) == live);
    CHECK(next(retiring, Event::crashed) == retiring);
}

TEST_CASE("a crash turns back while no traffic can have moved, and resumes from there on") {
    for (const auto state : flow) {
        CAPTURE(to_string(state));
        CHECK(next(state, Event::crashed) == (state < switching ? reverting : state));
    }
}

TEST_CASE("a way back that fails is stuck, and one that is cancelled or crashes goes on") {
    CHECK(next(reverting, Event::failed) == stuck);
    CHECK(next(reverting, Event::cancelled) == reverting);
    CHECK(next(reverting, Event::crashed) == reverting);
}

TEST_CASE("live, reverted and stuck are the only terminal states") {
    for (std::size_t i = 0; i < state_names.size(); ++i) {
        const auto state = static_cast<State>(i);
        CAPTURE(to_string(state));
        CHECK(is_terminal(state) == (state == live || state == reverted || state == stuck));
    }
}

TEST_CASE("a state is found by its name, and nothing by another text") {
    for (std::size_t i = 0; i < state_names.size(); ++i)
        CHECK(state_from(state_names[i]) == static_cast<State>(i));
    CHECK_FALSE(state_from("Live"));
    CHECK_FALSE(state_from(""));
    CHECK(to_string(switching) == "switching");
    CHECK(to_string(Event::crashed) == "crashed");
}

TEST_CASE("the diagram has an arrow for each event that leaves its state") {
    const auto diagram = to_mermaid();

    CHECK(diagram.find("    switching --> verifying : succeeded\n") != std::string::npos);
    CHECK(diagram.find("    switching --> reverting : failed\n") != std::string::npos);
    CHECK(diagram.find("    [*] --> starting : rollback\n") != std::string::npos);
    CHECK(diagram.find("    stuck --> [*]\n") != std::string::npos);
    CHECK_MESSAGE(diagram.find("switching --> switching") == std::string::npos,
                  "a resumed state is no arrow");
}

TEST_CASE("docs/lifecycle.md shows the diagram of this table") {
    const auto page = test::read_file(page_file);
    const auto expected = with_diagram(page);

    const char* update = std::getenv("DEPLOY_UPDATE_DOCS");
    if (update != nullptr && std::string_view{update} == "1")
        std::ofstream{page_file, std::ios::binary} << expected;

    const bool current = test::read_file(page_file) == expected;
    CHECK_MESSAGE(current, "lifecycle.md is out of date; run this test with DEPLOY_UPDATE_DOCS=1");
}
