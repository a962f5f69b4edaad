// SPDX-License-Identifier: MIT
#include "support/http_receiver.hpp"
#include <algorithm>
#include <cctype>
#include <charconv>
#include <curl/curl.h>

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

std::size_t HttpReceiver::give_upload(std::span<char> buffer) {
    const auto given = request.upload(buffer);
    if (given)
        return *given;
    stream_error = given.error();
    return CURL_READFUNC_ABORT;
}

std::size_t HttpReceiver::take_body(std::string_view bytes) {
    if (request.download && status / 100 == 2) {
        const auto taken = request.download(bytes);
        if (!taken)
            stream_error = taken.error();
        return taken ? bytes.size() : 0;
    }
    const auto room = request.max_body - reply.body.size();
    reply.body.append(bytes.substr(0, room));
    full = bytes.size() > room;
    return std::min(bytes.size(), room);
}

void HttpReceiver::take_header(std::string_view line) {
    constexpr std::size_t most_headers = 256;
    headed = trim(line).empty();
    if (line.starts_with("HTTP/")) {
        reply.headers.clear(); // those of an interim answer such as 100 Continue
        const auto blank = line.find(' ');
        const auto code = line.substr(blank == std::string_view::npos ? line.size() : blank + 1, 3);
        std::from_chars(code.data(), code.data() + code.size(), status);
    }
    const auto colon = line.find(':');
    if (colon != std::string_view::npos && reply.headers.size() < most_headers)
        reply.headers.insert_or_assign(lower(line.substr(0, colon)),
                                       std::string{trim(line.substr(colon + 1))});
}

} // namespace deploy
