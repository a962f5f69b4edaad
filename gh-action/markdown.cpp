// SPDX-License-Identifier: MIT
#include "markdown.hpp"

#include <algorithm>
#include <deploy/redaction.hpp>

namespace deploy::action {
namespace {

constexpr std::size_t longest_plain = 2000;
constexpr std::string_view left_out = "\n… the middle is left out …\n";

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U; }

/// The first bytes of a valid text, no character cut in two.
std::string_view head(std::string_view text, std::size_t size) {
    size = std::min(size, text.size());
    while (size > 0 && size < text.size() && continues_character(text[size]))
        --size;
    return text.substr(0, size);
}

/// The same of its last bytes.
std::string_view tail(std::string_view text, std::size_t size) {
    auto at = text.size() - std::min(size, text.size());
    while (at < text.size() && continues_character(text[at]))
        ++at;
    return text.substr(at);
}

/// What is safe to show of a text, at most `limit` bytes.
std::string shortened(std::string_view text, std::size_t limit) {
    if (text.size() > 2 * limit) // what neutralise makes of the rest would be thrown away
        return shortened(
            std::string{text.substr(0, limit - left_out.size())}.append(left_out).append(
                text.substr(text.size() - limit)),
            limit);
    auto shown = neutralise(text);
    if (shown.size() <= limit)
        return shown;
    const auto half = (limit - left_out.size()) / 2;
    return std::string{head(shown, half)}.append(left_out).append(tail(shown, half));
}

std::string fence_for(std::string_view text) {
    std::size_t longest = 2;
    std::size_t run = 0;
    for (const char c : text) {
        run = c == '`' ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    return std::string(longest + 1, '`');
}

std::string fenced(std::string_view text) {
    const auto fence = fence_for(text);
    std::string out = fence + "text\n";
    out.append(text).append(text.ends_with('\n') ? "" : "\n");
    return out + fence + "\n";
}

} // namespace

std::string plain(std::string_view text) {
    std::string out;
    const auto shown = neutralise(text.substr(0, longest_plain));
    for (const char c : head(shown, longest_plain))
        switch (c) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '\n': out += "<br>"; break;
        case '\\':
        case '`':
        case '*':
        case '_':
        case '|':
        case '[':
        case ']':
        case '#':
        case '@':
        case '!':
        case '~': out += "&#" + std::to_string(static_cast<int>(c)) + ";"; break;
        default: out += c;
        }
    return out;
}

std::string block(std::string_view text, std::size_t limit) {
    auto out = fenced(shortened(text, limit - 20));
    if (out.size() > limit) // two fences as long as the text
        out = fenced(shortened(text, limit / 3 - 20));
    return out;
}

} // namespace deploy::action
