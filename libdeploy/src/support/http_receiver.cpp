// SPDX-License-Identifier: MIT
#include "support/http_receiver.hpp"
#include <algorithm>
#include <cctype>

namespace deploy {

namespace {

std::string lower(std::string_view text) {
    std::string result{text};
    std::ranges::transform(result, result.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return result;
}

std::string_view trim(std::string_view text) {
    constexpr std::string_view blank = " \t\r\n";
    const auto first = text.find_first_not_of(blank);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

} // namespace

std::size_t HttpReceiver::take_body(std::string_view bytes) {
    const auto room = request.max_body - reply.body.size();
    reply.body.append(bytes.substr(0, room));
    full = bytes.size() > room;
    return std::min(bytes.size(), room);
}

void HttpReceiver::take_header(std::string_view line) {
    constexpr std::size_t most_headers = 256;
    headed = trim(line).empty();
    if (line.starts_with("HTTP/"))
        reply.headers.clear(); // those of an interim answer such as 100 Continue
    const auto colon = line.find(':');
    if (colon != std::string_view::npos && reply.headers.size() < most_headers)
        reply.headers.insert_or_assign(lower(line.substr(0, colon)),
                                       std::string{trim(line.substr(colon + 1))});
}

} // namespace deploy
