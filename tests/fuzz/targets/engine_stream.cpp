// SPDX-License-Identifier: MIT
// The engine's multiplexed streams: frames made here give their text back, any other bytes give no
// more than they are, and a stream that is cut short gives the start of the whole one's text.
#include "adapters/docker_client.hpp"
#include "fuzz/input.hpp"
#include "fuzz/targets.hpp"

#include <doctest/doctest.h>

namespace deploy::fuzz {

namespace {

std::string frame(unsigned kind, std::string_view text) {
    std::string made{static_cast<char>(kind % 3), 0, 0, 0};
    for (int shift = 24; shift >= 0; shift -= 8)
        made += static_cast<char>(text.size() >> static_cast<unsigned>(shift) & 255U);
    return made.append(text);
}

} // namespace

void engine_stream(std::string_view bytes) {
    Input input{bytes};
    const auto cut = input.below(4096);
    const auto cuts = input.line();
    const auto text = input.rest();

    CHECK(demultiplex(text).size() <= text.size());

    std::string stream;
    for (const auto piece : pieces(text, cuts))
        stream += frame(static_cast<unsigned>(piece.size()), piece);
    CHECK(demultiplex(stream) == text);
    CHECK(text.starts_with(demultiplex(std::string_view{stream}.substr(0, cut))));
}

} // namespace deploy::fuzz
