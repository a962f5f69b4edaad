// SPDX-License-Identifier: MIT
#pragma once
#include "core/json_position.hpp"

#include <boost/json/error.hpp>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace deploy {

/// Finds where the tokens of a JSON text begin, one after the other, by skipping what lies between
/// them. It trusts the text up to the token asked for: the parser has accepted that much.
class JsonScanner {
public:
    explicit JsonScanner(std::string_view text) : text_{text} {}
    /// Where the next key, scalar, list or object begins.
    Position next();

private:
    void skip_between();
    void skip_comment();
    void skip_token();

    std::string_view text_;
    std::size_t offset_ = 0;
    std::size_t counted_ = 0; ///< The offset that `position_` is of.
    Position position_{};
};

/// Builds a JsonNode tree from the events of boost::json::basic_parser; each event is one token of
/// the scanner, which is how a node learns its place.
class JsonHandler {
public:
    using error_code = boost::system::error_code;
    using string_view = boost::json::string_view;
    static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);

    /// `root` is filled in; `problem` and its place are set when a key comes twice.
    JsonHandler(std::string_view text, JsonNode& root, std::string& problem, Position& problem_at)
        : scanner_{text}, root_{&root}, problem_{&problem}, problem_at_{&problem_at} {}

    bool on_document_begin(error_code&) { return true; }
    bool on_document_end(error_code&) { return true; }
    bool on_array_begin(error_code&) { return open(boost::json::array{}); }
    bool on_array_end(std::size_t, error_code&) { return close(); }
    bool on_object_begin(error_code&) { return open(boost::json::object{}); }
    bool on_object_end(std::size_t, error_code&) { return close(); }
    bool on_string_part(string_view part, std::size_t, error_code&) { return gather(part); }
    bool on_string(string_view part, std::size_t, error_code&);
    bool on_key_part(string_view part, std::size_t, error_code&) { return gather(part); }
    bool on_key(string_view part, std::size_t, error_code& code);
    bool on_number_part(string_view, error_code&) { return true; }
    bool on_int64(std::int64_t value, string_view, error_code&) { return scalar(value); }
    bool on_uint64(std::uint64_t value, string_view, error_code&) { return scalar(value); }
    bool on_double(double value, string_view, error_code&) { return scalar(value); }
    bool on_bool(bool value, error_code&) { return scalar(value); }
    bool on_null(error_code&) { return scalar(nullptr); }
    bool on_comment_part(string_view, error_code&) { return true; }
    bool on_comment(string_view, error_code&) { return true; }

private:
    struct Level {
        JsonNode* node;
        std::set<std::string> keys{};
    };

    bool gather(string_view part);
    bool scalar(boost::json::value value);
    bool open(boost::json::value empty);
    bool close();
    JsonNode& place(boost::json::value value);

    JsonScanner scanner_;
    JsonNode* root_;
    std::string* problem_;
    Position* problem_at_;
    std::string gathered_;
    std::vector<Level> open_;
};

} // namespace deploy
