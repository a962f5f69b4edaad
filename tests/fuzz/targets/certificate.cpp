// SPDX-License-Identifier: MIT
// A chain as a server sent it, and the name of a server: never a crash, and what cannot be read is
// told. The input: the server, then its certificate.
#include "adapters/certificate_reading.hpp"
#include "fuzz/input.hpp"
#include "fuzz/targets.hpp"
#include "helpers/result_text.hpp"

#include <doctest/doctest.h>

namespace deploy::fuzz {

void certificate(std::string_view bytes) {
    Input input{bytes};
    const auto target = parse_certificate_target(input.line());
    if (target) {
        const auto again = parse_certificate_target(to_string(*target));
        REQUIRE_MESSAGE(again, to_string(*target));
        CHECK(again->host == target->host);
        CHECK(again->port == target->port);
    } else {
        CHECK(target.error().is(Errc::invalid_input));
    }
    const auto read = read_chain({std::string{input.rest()}}, "psytech.jp", {});
    if (!read) {
        CHECK(read.error().is(Errc::corrupt));
        return;
    }
    REQUIRE(read->chain.size() == 1);
    CHECK_FALSE(read->chain.front().fingerprint.empty());
}

} // namespace deploy::fuzz
