// SPDX-License-Identifier: MIT
#include <deploy/environment.hpp>
#include <doctest/doctest.h>

using namespace deploy;

namespace {

using Entries = std::vector<std::string>;

Entries entries(std::string_view text) {
    const auto read = parse_environment_file(text, "app.env");
    if (!read)
        return {"error: " + read.error().message};
    return read->entries();
}

} // namespace

TEST_CASE("lines of an environment file are read byte for byte") {
    struct {
        std::string text;
        Entries entries;
    } const cases[] = {
        {"", {}},
        {"A=1", {"A=1"}},
        {"A=1\nB=2\n", {"A=1", "B=2"}},
        {"\n# note\n  # indented\n \t\nA=1\n", {"A=1"}},
        {"A=\n", {"A="}},
        {"A= x # y \n", {"A= x # y "}},
        {"A=a=b=c", {"A=a=b=c"}},
        {"A=$HOME `x` \\n \\", {"A=$HOME `x` \\n \\"}},
        {"A=it's \"so\"", {"A=it's \"so\""}},
        {"export A=1\nexport\tB=2\nexported=3\n", {"A=1", "B=2", "exported=3"}},
        {"A=\xe6\x97\xa5", {"A=\xe6\x97\xa5"}},
        {"\xef\xbb\xbf"
         "A=1",
         {"A=1"}},
        {"A=1\nA=2\n", {"A=2"}},
        {"A='x $y \\n \"z\"' \t\nB=1", {"A=x $y \\n \"z\"", "B=1"}},
        {"A='' # note\nB=\"\"", {"A=", "B="}},
        {R"(A="l1\nl2\t\"q\" \\ \$x $y 'z'")", {"A=l1\nl2\t\"q\" \\ $x $y 'z'"}},
        {"A='one\n# two\n three'\nB=\"four\nfive\"\n", {"A=one\n# two\n three", "B=four\nfive"}},
        {"A=1\r\nB='x\r\ny'\r\n\r\n# c\r\nC=\"z\"\r\n", {"A=1", "B=x\ny", "C=z"}},
        {"A=x\ry\nB='x\ry'", {"A=x\ry", "B=x\ry"}},
    };
    for (const auto& [text, expected] : cases) {
        CAPTURE(text);
        CHECK(entries(text) == expected);
    }
}

TEST_CASE("an environment file that cannot be understood is refused with its line") {
    struct {
        std::string text;
        std::string message;
    } const cases[] = {
        {"A=1\nhush-hush\n", "app.env:2: no = in this line; write KEY=value"},
        {"=hush-hush",
         "app.env:1: a key must not be empty, nor hold spaces, quotes or control bytes"},
        {"\nA B=hush-hush",
         "app.env:2: a key must not be empty, nor hold spaces, quotes or control bytes"},
        {"A=1\nB='hush\nhush\n\n", "app.env:2: the quote that opens here is never closed"},
        {"A=\"hush\\\"", "app.env:1: the quote that opens here is never closed"},
        {"A='x\ny'hush", "app.env:2: text after the closing quote"},
        {"A='x'#hush", "app.env:1: text after the closing quote"},
        {"A=\"x\n\\q\"", R"(app.env:2: in double quotes \ must be followed by n, t, ", \ or $)"},
        {"A=\"x\\", R"(app.env:1: in double quotes \ must be followed by n, t, ", \ or $)"},
        {std::string{"A=1\nB=\0", 7}, "app.env:2: a NUL byte, which no environment can hold"},
    };
    for (const auto& [text, message] : cases) {
        const auto read = parse_environment_file(text, "app.env");
        REQUIRE(!read);
        CHECK(read.error().is(Errc::invalid_input));
        CHECK(read.error().message == message);
        CHECK(read.error().message.find("hush") == std::string::npos);
    }
}

TEST_CASE("a line number counts the lines inside of quoted values") {
    CHECK(entries("A='1\n2\n3'\nB=\"4\r\n5\"\nC") ==
          Entries{"error: app.env:6: no = in this line; write KEY=value"});
}

TEST_CASE("a large environment file is read whole") {
    std::string text;
    Entries expected;
    for (int i = 0; i < 50'000; ++i) {
        text += "KEY_" + std::to_string(i) + "='v\n" + std::to_string(i) + "'\n";
        expected.push_back("KEY_" + std::to_string(i) + "=v\n" + std::to_string(i));
    }
    expected.push_back("LARGE=" + std::string(100 * 1024, 'x'));
    text += expected.back();

    const bool same = entries(text) == expected;
    CHECK(same);
}
