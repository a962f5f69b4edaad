// SPDX-License-Identifier: MIT
#pragma once
#include "support/http.hpp"
#include <string_view>

namespace deploy {

/// Collects one answer as its parts come in.
struct HttpReceiver {
    const HttpRequest& request;
    HttpReply reply{};
    bool headed = false; ///< The final header block has come whole.
    bool full = false;   ///< The answer is longer than the request allows.

    int status = 0; ///< Of the last header block.
    std::optional<Error> stream_error{};

    /// The number of bytes given; libcurl's word for an end of the exchange on an error.
    std::size_t give_upload(std::span<char> buffer);
    /// The number of bytes taken: fewer than given when there is no more room.
    std::size_t take_body(std::string_view bytes);
    void take_header(std::string_view line);
};

} // namespace deploy
