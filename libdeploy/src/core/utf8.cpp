// SPDX-License-Identifier: MIT
#include "core/utf8.hpp"

#include <algorithm>

namespace deploy::utf8 {
namespace {

/// A row of the Unicode standard's table 3-7: lead bytes, and the range of the byte after them.
struct Lead {
    unsigned char from, to, second_from, second_to;
    std::size_t length;
};
constexpr Lead leads[] = {
    {0x00, 0x7f, 0x00, 0x00, 1}, {0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3},
    {0xe1, 0xec, 0x80, 0xbf, 3}, {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3},
    {0xf0, 0xf0, 0x90, 0xbf, 4}, {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4},
};

unsigned char byte(std::string_view text, std::size_t at) {
    return static_cast<unsigned char>(text[at]);
}

bool within(unsigned char value, unsigned char from, unsigned char to) {
    return value >= from && value <= to;
}

} // namespace

Sequence first(std::string_view text) {
    const auto lead = byte(text, 0);
    const auto* row = std::ranges::find_if(leads, [lead](const Lead& candidate) {
        return within(lead, candidate.from, candidate.to);
    });
    if (row == std::end(leads))
        return {Kind::invalid, 1};
    for (std::size_t at = 1; at < row->length; ++at) {
        if (at == text.size())
            return {Kind::partial, at};
        const bool good = at == 1 ? within(byte(text, at), row->second_from, row->second_to)
                                  : within(byte(text, at), 0x80, 0xbf);
        if (!good)
            return {Kind::invalid, at};
    }
    return {Kind::valid, row->length};
}

bool valid(std::string_view text) {
    while (!text.empty()) {
        const auto sequence = first(text);
        if (sequence.kind != Kind::valid)
            return false;
        text.remove_prefix(sequence.length);
    }
    return true;
}

std::size_t partial_tail(std::string_view text) {
    for (std::size_t length = 1; length <= std::min<std::size_t>(3, text.size()); ++length) {
        const auto sequence = first(text.substr(text.size() - length));
        if (sequence.kind == Kind::partial && sequence.length == length)
            return length;
    }
    return 0;
}

} // namespace deploy::utf8
