// SPDX-License-Identifier: MIT
#include "core/line_diff.hpp"

#include <doctest/doctest.h>

using deploy::line_diff;
using deploy::text_lines;
using Lines = std::vector<std::string>;

TEST_CASE("a difference tells what goes and comes, and nothing that stays") {
    CHECK(line_diff({"a", "b", "c"}, {"a", "x", "c", "d"}) == Lines{"-b", "+x", "+d"});
    CHECK(line_diff({}, {"a"}) == Lines{"+a"});
    CHECK(line_diff({"a"}, {}) == Lines{"-a"});
    CHECK(line_diff({"a", "b"}, {"a", "b"}).empty());
}

TEST_CASE("a text is taken apart at its line ends") {
    CHECK(text_lines("a\n\nb\n") == Lines{"a", "", "b"});
    CHECK(text_lines("a") == Lines{"a"});
    CHECK(text_lines("").empty());
}
