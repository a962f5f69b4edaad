// SPDX-License-Identifier: MIT
// The configuration: an error names a place that exists, and what was read reads back the same.
#include "fuzz/input.hpp"
#include "fuzz/targets.hpp"
#include "helpers/result_text.hpp"

#include <charconv>
#include <deploy/config.hpp>
#include <deploy/redaction.hpp>
#include <doctest/doctest.h>

namespace deploy::fuzz {

namespace {

/// The number at the front of `text`, which ends with a colon; 0 when it is none.
std::size_t number_before_colon(std::string_view& text) {
    std::size_t number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    const auto length = static_cast<std::size_t>(read.ptr - text.data());
    if (read.ec != std::errc{} || length == text.size() || text[length] != ':')
        return 0;
    text.remove_prefix(length + 1);
    return number;
}

void check_place(const Error& error, std::string_view bytes) {
    INFO(error.message);
    CHECK(error.is(Errc::invalid_input));
    std::string_view message{error.message};
    REQUIRE(message.starts_with("file:"));
    message.remove_prefix(5);
    const auto line = number_before_colon(message);
    const auto column = number_before_colon(message);
    const auto lines = split(bytes, '\n');
    REQUIRE((line >= 1 && line <= lines.size()));
    CHECK((column >= 1 && column <= lines[line - 1].size() + 1));
    CHECK_MESSAGE(deploy::neutralise(message) == message, "the message is safe to print");
}

} // namespace

void config(std::string_view bytes) {
    const auto read = parse_config(bytes, "file");
    if (!read) {
        check_place(read.error(), bytes);
        return;
    }
    auto shown = *read;
    for (auto& [name, value] : shown.environment.set)
        value = "***"; // as to_json shows them
    const auto text = to_json(shown);
    const auto again = parse_config(text, "file");
    REQUIRE_MESSAGE(again, text);
    CHECK(to_json(*again) == text);
}

} // namespace deploy::fuzz
