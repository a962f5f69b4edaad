// SPDX-License-Identifier: MIT
// A build's output cut into lines: the same however its pieces come, and none longer than allowed.
#include "fuzz/input.hpp"
#include "fuzz/targets.hpp"
#include "support/line_splitter.hpp"

#include <algorithm>
#include <doctest/doctest.h>

namespace deploy::fuzz {

namespace {

std::vector<std::string> lines_of(const std::vector<std::string_view>& stream) {
    std::vector<std::string> lines;
    LineSplitter splitter{[&](std::string_view line) { lines.emplace_back(line); }};
    for (const auto piece : stream)
        splitter.feed(piece);
    splitter.finish();
    return lines;
}

/// CR LF and CR made LF.
std::string with_plain_ends(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool first_half = text.substr(i).starts_with("\r\n");
        if (!first_half)
            plain += text[i] == '\r' ? '\n' : text[i];
    }
    return plain;
}

} // namespace

void output_lines(std::string_view bytes) {
    Input input{bytes};
    const auto cuts = input.line();
    const auto text = input.rest();

    const auto lines = lines_of({text});

    CHECK(lines_of(pieces(text, cuts)) == lines);
    auto expected = split(with_plain_ends(text), '\n');
    if (expected.back().empty())
        expected.pop_back();
    for (auto& line : expected)
        line.resize(std::min(line.size(), LineSplitter::max_line));
    CHECK(lines == expected);
}

} // namespace deploy::fuzz
