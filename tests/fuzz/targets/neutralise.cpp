// SPDX-License-Identifier: MIT
// Text from outside made safe for a terminal: no control byte is left, clean text stays as it is.
#include "core/utf8.hpp"
#include "fuzz/targets.hpp"

#include <algorithm>
#include <deploy/redaction.hpp>
#include <doctest/doctest.h>

namespace deploy::fuzz {

namespace {

bool harmless(std::string_view text) {
    const auto control = [](unsigned char c) {
        return (c < 0x20 && c != '\t' && c != '\n') || c == 0x7f;
    };
    bool after_c2 = false; // C1 controls are the bytes C2 80 to C2 9F
    for (const char letter : text) {
        const auto byte = static_cast<unsigned char>(letter);
        if (control(byte) || (after_c2 && byte < 0xa0))
            return false;
        after_c2 = byte == 0xc2;
    }
    return true;
}

} // namespace

void neutralise(std::string_view bytes) {
    const auto safe = deploy::neutralise(bytes);

    CHECK(utf8::valid(safe));
    CHECK(harmless(safe));
    CHECK(deploy::neutralise(safe) == safe);
    if (utf8::valid(bytes) && harmless(bytes))
        CHECK(safe == bytes);
    CHECK(std::ranges::count(safe, '\n') == std::ranges::count(bytes, '\n'));
}

} // namespace deploy::fuzz
