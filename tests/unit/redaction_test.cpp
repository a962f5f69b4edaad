// SPDX-License-Identifier: MIT
#include <algorithm>
#include <deploy/redaction.hpp>
#include <doctest/doctest.h>
#include <random>

using namespace deploy;

namespace {

Redactor knowing(const std::vector<std::string>& secrets) {
    Redactor redactor;
    for (const auto& secret : secrets)
        redactor.add(secret);
    return redactor;
}

/// The plain definition: every byte of every occurrence is secret, overlapping occurrences are one.
std::string naive(std::string_view text, const std::vector<std::string>& secrets) {
    std::vector<std::size_t> reach(text.size(), 0); // how far an occurrence from here goes
    for (const auto& secret : secrets)
        for (std::size_t at = 0; at + secret.size() <= text.size(); ++at)
            if (text.substr(at, secret.size()) == secret)
                reach[at] = std::max(reach[at], at + secret.size());
    std::string result;
    for (std::size_t at = 0; at < text.size();) {
        if (reach[at] == 0) {
            result += text[at++];
            continue;
        }
        auto end = reach[at];
        for (auto inside = at; inside < end; ++inside)
            end = std::max(end, reach[inside]);
        result += "***";
        at = end;
    }
    return result;
}

std::string random_text(std::mt19937& random, std::string_view alphabet, std::size_t longest) {
    std::string text(random() % (longest + 1), ' ');
    for (auto& letter : text)
        letter = alphabet[random() % alphabet.size()];
    return text;
}

std::string streamed(const Redactor& redactor, std::string_view text, std::mt19937& random) {
    StreamRedactor stream{redactor};
    std::string result;
    while (!text.empty()) {
        const auto length = std::min<std::size_t>(text.size(), random() % 5);
        result += stream.feed(text.substr(0, length));
        text.remove_prefix(length);
    }
    return result + stream.finish();
}

} // namespace

TEST_CASE("a remembered secret is replaced wherever it stands") {
    const auto redactor = knowing({"s3cret!", "abcdef", "defghi", "longer-s3cret!-still"});

    CHECK(redactor.redact("s3cret! and s3cret!") == "*** and ***");
    CHECK(redactor.redact("xabcdefghix") == "x***x");
    CHECK(redactor.redact("(longer-s3cret!-still)") == "(***)");
    CHECK(redactor.redact("s3cret") == "s3cret");
    CHECK(redactor.longest() >= 20);
}

TEST_CASE("a secret of less than six bytes is not remembered") {
    CHECK(knowing({"", "a", "12345"}).redact("a 12345") == "a 12345");
    CHECK(knowing({"123456"}).redact("123456") == "***");
    CHECK(knowing({"12345"}).longest() == 0);
}

TEST_CASE("each line of a multi-line secret is remembered, with either line end") {
    const auto redactor = knowing({"first-line\r\nab\nsecond-line\n"});

    CHECK(redactor.redact("x first-line y") == "x *** y");
    CHECK(redactor.redact("second-line") == "***");
    CHECK(redactor.redact("ab") == "ab");
}

TEST_CASE("a secret is found escaped for JSON, percent-encoded and in Base64") {
    const auto redactor = knowing({"pass\"word\n/1", "hunter2hunter2"});

    CHECK(redactor.redact(R"({"k":"pass\"word\n/1"})") == R"({"k":"***"})");
    CHECK(redactor.redact("?k=pass%22word%0A%2F1&") == "?k=***&");
    // hunter2hunter2, :hunter2hunter2 and u:hunter2hunter2
    CHECK(redactor.redact("aHVudGVyMmh1bnRlcjI=").find("***") != std::string::npos);
    CHECK(redactor.redact("Omh1bnRlcjJodW50ZXIy") == "Om***");
    CHECK(redactor.redact("dTpodW50ZXIyaHVudGVyMg==").find("***") == 3);
}

TEST_CASE("the userinfo of a URL is replaced, known or not") {
    const Redactor redactor;
    struct {
        std::string text, redacted;
    } const cases[] = {
        {"fetch https://user:pw@host/x failed", "fetch https://***@host/x failed"},
        {"https://token@host", "https://***@host"},
        {"https://user:p@ss@host:1/a@b", "https://***@host:1/a@b"},
        {"redis://:pw@h redis://h:1", "redis://***@h redis://h:1"},
        {"https://host/a@b", "https://host/a@b"},
        {"https://host?q=a@b", "https://host?q=a@b"},
        {"see https://host\nmail a@b", "see https://host\nmail a@b"},
        {"\"https://host\" a@b", "\"https://host\" a@b"},
        {"a://b://c:d@e", "a://b://***@e"},
        {"git@host:path", "git@host:path"},
        {"https://@host", "https://@host"},
    };
    for (const auto& [text, redacted] : cases)
        CHECK(redactor.redact(text) == redacted);
}

TEST_CASE("redaction agrees with the plain definition on random texts") {
    std::mt19937 random{20261124};
    int redacted = 0;
    for (int round = 0; round < 3000; ++round) {
        std::vector<std::string> secrets;
        for (int i = 0; i < 3; ++i)
            secrets.push_back("a" + random_text(random, "ab", 3) + "bbab");
        std::erase_if(secrets, [](const auto& secret) { return secret.size() < 6; });
        const auto text = random_text(random, "aabbbc", 60);
        CAPTURE(text);

        const auto result = knowing(secrets).redact(text);

        CHECK(result == naive(text, secrets));
        redacted += result == text ? 0 : 1;
    }
    CHECK(redacted > 300);
}

TEST_CASE("a stream cut anywhere is redacted as the whole text is") {
    std::mt19937 random{42};
    int redacted = 0;
    for (int round = 0; round < 5000; ++round) {
        const auto redactor = knowing({"ab:/ab", "//a@bb",
                                       "a\xc3\xa9"
                                       "b@ab",
                                       "bbb" + random_text(random, "ab", 8),
                                       "a://b:" + random_text(random, ":/@ab", 6)});
        std::string text;
        for (int i = 0; i < 12; ++i) {
            const std::string_view parts[] = {"://",    "a",        "b",     "@",   " ",
                                              "ab:/ab", "\xc3\xa9", "//a@b", "bbb", "/"};
            text += parts[random() % std::size(parts)];
        }
        CAPTURE(text);

        const auto whole = redactor.redact(text);

        CHECK(streamed(redactor, text, random) == whole);
        redacted += whole == text ? 0 : 1;
    }
    CHECK(redacted > 1000);
}

TEST_CASE("a stream passes on at once what cannot become a secret") {
    const auto redactor = knowing({"s3cret-value"});
    StreamRedactor stream{redactor};

    CHECK(stream.feed("step 1\n") == "step 1\n");
    CHECK(stream.feed("the s3cret") == "the ");
    CHECK(stream.feed("ary\n") == "s3cretary\n");
    CHECK(stream.feed("s3cret-val") == "");
    CHECK(stream.feed("ue, https://u:p") == "***, https");
    CHECK(stream.feed("w@h") == "");
    CHECK(stream.feed(" done \xe2\x82") == "://***@h done ");
    CHECK(stream.feed("\xac") == "\xe2\x82\xac");
    CHECK(stream.feed("s3cret-v") == "");
    CHECK(stream.finish() == "s3cret-v");
    CHECK(stream.finish() == "");
}

TEST_CASE("a secret that only seems to begin inside a URL does not let its userinfo out") {
    const auto redactor = knowing({"//user:pw@host then"});
    StreamRedactor stream{redactor};

    auto passed = stream.feed("git://user:pw@host th");
    passed += stream.feed("is\n");

    CHECK(passed == "git://***@host this\n");
}

TEST_CASE("a stream holds back no more than an authority can be long") {
    const Redactor redactor;
    StreamRedactor stream{redactor};
    const auto endless = "x://" + std::string(5000, 'y');

    CHECK(stream.feed(endless) == endless);
    CHECK(redactor.redact(endless + "@h") == endless + "@h");
}
