// SPDX-License-Identifier: MIT
// The command line that a restricted key was given, and what a shell makes of our own words: what
// is understood writes and reads the same, and every list of words survives.
#include <deploy/shell_words.hpp>

#include "fuzz/input.hpp"
#include "fuzz/targets.hpp"
#include "helpers/result_text.hpp"

#include <doctest/doctest.h>

namespace deploy::fuzz {

void shell_words(std::string_view bytes) {
    if (const auto words = deploy::shell_words(bytes)) {
        const auto again = deploy::shell_words(shell_line(*words));
        REQUIRE(again);
        CHECK(*again == *words);
    } else {
        CHECK(words.error().is(Errc::invalid_input));
    }
    const auto given = split(bytes, '|');
    const auto read = deploy::shell_words(shell_line(given));
    REQUIRE(read);
    CHECK(*read == given);
}

} // namespace deploy::fuzz
