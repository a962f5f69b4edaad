// SPDX-License-Identifier: MIT
#pragma once
#include <boost/json/value.hpp>
#include <compare>
#include <cstddef>
#include <deploy/result.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace deploy {

/// The largest text that `parse_located` reads, in bytes.
inline constexpr std::size_t json_size_limit = std::size_t{1} << 20;

/// A place in a text, counted from 1; a column is a character, not a byte.
struct Position {
    std::size_t line = 1;
    std::size_t column = 1;
    auto operator<=>(const Position&) const = default;
};

struct JsonMember;

/// A JSON value that knows where it stands.
struct JsonNode {
    Position at{};
    boost::json::value value{};      ///< A scalar; of a list or an object, an empty one.
    std::vector<JsonNode> items;     ///< Of a list.
    std::vector<JsonMember> members; ///< Of an object, in their order.
};

/// A key with its value.
struct JsonMember {
    Position at{};
    std::string key;
    JsonNode node{};
};

/// The place that comes after `text`, if `text` begins at `from`.
[[nodiscard]] Position advance(Position from, std::string_view text);

/// `file:line:column: message` as `invalid_input`.
[[nodiscard]] Error error_at(std::string_view file_name, Position at, std::string_view message,
                             std::string fix = {});

/// Reads JSON with comments and trailing commas, at most 1 MiB and 16 levels deep. What is not
/// that, or an object with the same key twice, is `invalid_input` at its place. (Boost.JSON's own
/// parser merges duplicates in silence and forgets places.)
Result<JsonNode> parse_located(std::string_view text, std::string_view file_name);

} // namespace deploy
