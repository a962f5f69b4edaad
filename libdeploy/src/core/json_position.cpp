// SPDX-License-Identifier: MIT
#include "core/json_position.hpp"

#include "core/json_handler.hpp"

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>

namespace deploy {
namespace {

constexpr std::size_t depth_limit = 16;

boost::json::parse_options options() {
    boost::json::parse_options result;
    result.max_depth = depth_limit;
    result.allow_comments = true;
    result.allow_trailing_commas = true;
    return result;
}

std::string reason(boost::system::error_code code) {
    if (code == boost::json::error::too_deep)
        return "nested deeper than " + std::to_string(depth_limit) + " levels";
    if (code == boost::json::error::incomplete)
        return "not valid JSON: it ends too early";
    return "not valid JSON: " + code.message();
}

} // namespace

Position advance(Position from, std::string_view text) {
    const auto continues = [](char byte) { return (static_cast<unsigned char>(byte) >> 6) == 2; };
    const auto lines = std::ranges::count(text, '\n');
    const auto row = text.substr(text.rfind('\n') + 1); // npos + 1 is 0
    const auto characters =
        row.size() - static_cast<std::size_t>(std::ranges::count_if(row, continues));
    if (lines == 0)
        return {from.line, from.column + characters};
    return {from.line + static_cast<std::size_t>(lines), characters + 1};
}

Error error_at(std::string_view file_name, Position at, std::string_view message, std::string fix) {
    std::string text{file_name};
    text += ':' + std::to_string(at.line) + ':' + std::to_string(at.column) + ": ";
    text += message;
    return {Errc::invalid_input, std::move(text), std::move(fix)};
}

Result<JsonNode> parse_located(std::string_view text, std::string_view file_name) {
    if (text.size() > json_size_limit)
        return error_at(file_name, {}, "larger than 1 MiB");
    if (text.starts_with("\xef\xbb\xbf")) // a byte order mark says nothing about JSON
        text.remove_prefix(3);
    JsonNode root;
    std::string problem;
    Position problem_at;
    boost::json::basic_parser<JsonHandler> parser{options(),
                                                  JsonHandler{text, root, problem, problem_at}};
    boost::system::error_code code;
    const auto read = parser.write_some(false, text.data(), text.size(), code);
    if (!problem.empty())
        return error_at(file_name, problem_at, problem);
    if (code)
        return error_at(file_name, advance({}, text.substr(0, read)), reason(code));
    if (read < text.size())
        return error_at(file_name, advance({}, text.substr(0, read)),
                        "text after the end of the JSON value");
    return root;
}

} // namespace deploy
