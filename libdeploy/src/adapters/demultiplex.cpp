// SPDX-License-Identifier: MIT
#include "adapters/docker_client.hpp"
#include <algorithm>

namespace deploy {

namespace {

constexpr std::size_t header_size = 8;

/// Whether the stream may go on with a frame: its kind (0 to 2), then three zeros.
bool looks_like_frame(std::string_view stream) {
    if (stream.empty() || stream[0] < 0 || stream[0] > 2)
        return false;
    const auto zeros = stream.substr(1, 3);
    return std::ranges::all_of(zeros, [](char c) { return c == 0; });
}

std::size_t length_of(std::string_view header) {
    std::size_t length = 0;
    for (const char c : header.substr(4, 4))
        length = length << 8U | static_cast<unsigned char>(c);
    return length;
}

} // namespace

std::string demultiplex(std::string_view stream) {
    std::string text;
    while (looks_like_frame(stream)) {
        if (stream.size() < header_size)
            return text;
        const auto length = length_of(stream);
        stream.remove_prefix(header_size);
        text += stream.substr(0, length);
        stream.remove_prefix(std::min(length, stream.size()));
    }
    return text.append(stream); // what a terminal wrote
}

} // namespace deploy
