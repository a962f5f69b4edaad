// SPDX-License-Identifier: MIT
#include "helpers/program.hpp"
#include "helpers/result_text.hpp"

#include <deploy/shell_words.hpp>
#include <doctest/doctest.h>

using namespace deploy;

using Words = std::vector<std::string>;

TEST_CASE("plain words stay as they are, others are quoted") {
    CHECK(shell_line(Words{"psyfit-deploy", "--ref", "v1.2", "--config=/etc/a.json"}) ==
          "psyfit-deploy --ref v1.2 --config=/etc/a.json");
    CHECK(shell_line(Words{"a b", "", "it's", "$(x)"}) == R"('a b' '' 'it'\''s' '$(x)')");
}

TEST_CASE("a line is taken apart into the words that it was made of, by the shell as well") {
    const Words words{
        "plain", "with blank",  "",      "it's",      "'", "a'b'c",   "$HOME `id` $(id)",
        "*?[x]", "back\\slash", "tab\t", "new\nline", "ä", "--x=y;z", "~",
        "#"};

    const auto back = shell_words(shell_line(words));
    const auto by_shell = deploy::test::output_of(
        {"sh", "-c", "for w in " + shell_line(words) + "; do printf '<%s>' \"$w\"; done"});

    REQUIRE(back);
    CHECK(*back == words);
    std::string expected;
    for (const auto& word : words)
        expected += "<" + word + ">";
    CHECK(by_shell == expected);
}

TEST_CASE("what has a meaning to a shell is refused") {
    for (const auto* line : {"a; b", "a && b", "a | b", "$(a)", "`a`", "a > b", "$A", "\"a\"",
                             "a\\ b", "'open", "a\nb", "~/x", "*", "a\tb"}) {
        CAPTURE(line);
        const auto words = shell_words(line);
        REQUIRE_FALSE(words);
        CHECK(words.error().is(Errc::invalid_input));
    }
    CHECK(shell_words("").value().empty());
    CHECK(shell_words("  a   b ").value() == Words{"a", "b"});
}
