// SPDX-License-Identifier: MIT
// A container's log as it is shown: no secret of its environment, no control byte; and the same log
// searched for a known cause. The input: the value of a secret variable, then the log.
#include "core/diagnosis.hpp"
#include "core/utf8.hpp"
#include "fuzz/input.hpp"
#include "fuzz/targets.hpp"

#include <algorithm>
#include <doctest/doctest.h>

namespace deploy::fuzz {

void container_log(std::string_view bytes) {
    Input input{bytes};
    const auto lines = static_cast<int>(input.below(40));
    const std::string secret{input.line()};
    const auto log = input.rest();
    Container container;
    container.env = {"RAILS_ENV=production", "DATABASE_PASSWORD=" + secret};

    const auto shown = safe_log(log, container, lines);

    constexpr std::size_t shortest_masked = 6;
    // The others may come into being by what masks and replacements put in.
    const bool maskable = secret.size() >= shortest_masked && utf8::valid(secret) &&
                          secret.find_first_of("*\\") == std::string::npos &&
                          secret.find("\xef\xbf\xbd") == std::string::npos;
    if (maskable)
        CHECK_MESSAGE(shown.find(secret) == std::string::npos, "the secret is not shown");
    CHECK(utf8::valid(shown));
    CHECK(std::ranges::none_of(
        shown, [](unsigned char c) { return (c < 0x20 && c != '\t' && c != '\n') || c == 0x7f; }));
    CHECK(std::ranges::count(shown, '\n') <= std::max(lines, 1));
    CHECK_FALSE(describe_end(container).empty());
    (void)diagnose(log);
}

} // namespace deploy::fuzz
