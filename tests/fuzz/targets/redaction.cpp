// SPDX-License-Identifier: MIT
// Secrets taken out of text: as the plain definition has it, and the same in whatever chunks the
// text comes. The input: secrets separated by NUL, a line of chunk lengths, then the text.
#include "core/secret_forms.hpp"
#include "fuzz/input.hpp"
#include "fuzz/targets.hpp"

#include <algorithm>
#include <deploy/redaction.hpp>
#include <doctest/doctest.h>

namespace deploy::fuzz {

namespace {

constexpr std::size_t shortest_secret = 6;

/// For each byte how far a secret goes that begins there; 0: none does.
using Reach = std::vector<std::size_t>;

void add_secret(Reach& reach, std::string_view text, std::string_view secret) {
    for (std::size_t at = 0; at + secret.size() <= text.size(); ++at)
        if (text.substr(at, secret.size()) == secret)
            reach[at] = std::max(reach[at], at + secret.size());
}

/// The userinfo of every URL: what is between `://` and the last `@` of the authority.
void add_userinfo(Reach& reach, std::string_view text) {
    constexpr std::string_view ends{"/?#\\\"'`<> \t\r\n\0", 14};
    constexpr std::size_t longest = 4096;
    for (std::size_t at = 0; at + 3 <= text.size(); ++at) {
        if (text.substr(at, 3) != "://")
            continue;
        auto authority = text.substr(at + 3, longest);
        authority = authority.substr(0, authority.find_first_of(ends));
        if (const auto sign = authority.rfind('@'); sign != authority.npos && sign > 0)
            reach[at + 3] = std::max(reach[at + 3], at + 3 + sign);
    }
}

std::string masked(std::string_view text, const Reach& reach) {
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

std::string in_chunks(const Redactor& redactor, std::string_view text, std::string_view cuts) {
    StreamRedactor stream{redactor};
    std::string result;
    for (const auto chunk : pieces(text, cuts))
        result += stream.feed(chunk);
    return result + stream.finish();
}

} // namespace

void redaction(std::string_view bytes) {
    Input input{bytes};
    const auto secrets = split(input.part(), '\0');
    const auto cuts = input.line();
    const auto text = input.rest();

    Redactor redactor;
    Reach reach(text.size(), 0);
    for (const auto& secret : secrets) {
        redactor.add(secret);
        if (secret.size() >= shortest_secret)
            for (const auto& form : secret_forms(secret))
                if (form.size() >= shortest_secret)
                    add_secret(reach, text, form);
    }
    add_userinfo(reach, text);

    const auto redacted = redactor.redact(text);

    CHECK(redacted == masked(text, reach));
    CHECK(in_chunks(redactor, text, cuts) == redacted);
    CHECK(redactor.settled(text) <= text.size());
}

} // namespace deploy::fuzz
