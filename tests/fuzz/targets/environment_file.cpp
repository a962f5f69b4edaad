// SPDX-License-Identifier: MIT
// An environment file: an error names a line and never a value, and what was read reads back the
// same when it is written out.
#include "fuzz/targets.hpp"
#include "helpers/result_text.hpp"

#include <algorithm>
#include <charconv>
#include <deploy/environment.hpp>
#include <doctest/doctest.h>

namespace deploy::fuzz {

namespace {

std::string in_quotes(std::string_view value) {
    std::string text{'"'};
    for (const char letter : value)
        switch (letter) {
        case '"':
        case '\\':
        case '$': (text += '\\') += letter; break;
        case '\n': text += "\\n"; break;
        default: text += letter;
        }
    return text += '"';
}

void check_error(const Error& error, std::string_view bytes) {
    CHECK(error.is(Errc::invalid_input));
    std::string_view message{error.message};
    REQUIRE(message.starts_with("file:"));
    message.remove_prefix(5);
    std::ptrdiff_t line = 0;
    const auto read = std::from_chars(message.data(), message.data() + message.size(), line);
    CHECK((read.ec == std::errc{} && line >= 1 && line <= std::ranges::count(bytes, '\n') + 1));
    CHECK_MESSAGE(message.size() < 120, "there is no room for a value");
}

} // namespace

void environment_file(std::string_view bytes) {
    const auto read = parse_environment_file(bytes, "file");
    if (!read) {
        check_error(read.error(), bytes);
        return;
    }
    std::string written = "\n"; // a byte order mark at the front of a file is no part of a key
    for (const auto& [key, value] : *read)
        written += "export " + key + "=" + in_quotes(value) + "\n";
    const auto again = parse_environment_file(written, "file");
    REQUIRE_MESSAGE(again, written);
    CHECK(again->entries() == read->entries());
}

} // namespace deploy::fuzz
