// SPDX-License-Identifier: MIT
#include <deploy/redaction.hpp>
#include <doctest/doctest.h>
#include <random>

using namespace deploy;

TEST_CASE("control bytes are shown, not sent") {
    struct {
        std::string text, shown;
    } const cases[] = {
        {"plain\ttext\n", "plain\ttext\n"},
        {"\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"},
        {"50%\r100%", "50%\\x0d100%"},
        {std::string{"a\0b", 3}, "a\\x00b"},
        {"\xc4\x80\xdf\x9f", "\xc4\x80\xdf\x9f"},
        {"\x7f\x08\x07", "\\x7f\\x08\\x07"},
        {"\xc2\x9b"
         "31m",
         "\\x9b31m"},
        {"\xc2\x80\xc2\x9f\xc2\xa0", "\\x80\\x9f\xc2\xa0"},
        {"\x9b"
         "31m",
         "\xef\xbf\xbd"
         "31m"},
        {"caf\xc3\xa9 \xe6\x97\xa5 \xf0\x9f\x98\x80", "caf\xc3\xa9 \xe6\x97\xa5 \xf0\x9f\x98\x80"},
        {"\xe2\x82", "\xef\xbf\xbd"},
        {"\xe2\x82\x1b", "\xef\xbf\xbd\\x1b"},
        {"\xc0\xaf", "\xef\xbf\xbd\xef\xbf\xbd"},
        {"\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
    };
    for (const auto& [text, shown] : cases)
        CHECK(neutralise(text) == shown);
}

TEST_CASE("neutralised text stays as it is when neutralised again") {
    std::mt19937 random{7};
    for (int round = 0; round < 2000; ++round) {
        std::string text(random() % 40, ' ');
        for (auto& letter : text)
            letter = static_cast<char>(random() % 256);
        const auto once = neutralise(text);
        CHECK(neutralise(once) == once);
    }
}
