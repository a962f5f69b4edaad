// SPDX-License-Identifier: MIT
#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace deploy::utf8 {

enum class Kind : std::uint8_t {
    valid,   ///< A whole character.
    invalid, ///< Bytes that can never be part of one.
    partial, ///< The beginning of one, cut off by the end of the text.
};

/// The bytes at the front of a text that belong together.
struct Sequence {
    Kind kind = Kind::invalid;
    std::size_t length = 0;
};

/// The first sequence of `text`, which must not be empty. Overlong forms, surrogates and code
/// points above U+10FFFF are invalid; an invalid sequence ends before the byte that breaks it.
[[nodiscard]] Sequence first(std::string_view text);

/// Whether all of `text` is valid.
[[nodiscard]] bool valid(std::string_view text);

/// How many bytes at the end of `text` begin a character that is not complete.
[[nodiscard]] std::size_t partial_tail(std::string_view text);

} // namespace deploy::utf8
