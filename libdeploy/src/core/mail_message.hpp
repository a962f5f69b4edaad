// SPDX-License-Identifier: MIT
#pragma once
#include <chrono>
#include <string>
#include <string_view>

namespace deploy {

/// A mail of plain text, in UTF-8.
struct MailMessage {
    std::string from;
    std::string to;
    std::string subject;
    std::string body; ///< Lines end with `\n`.
    std::string id;   ///< Left of the `@` of its Message-ID.
    std::chrono::system_clock::time_point date{};
};

/// The mail as RFC 5322 and MIME have it, lines ending with CRLF. Nothing in subject or body can
/// begin a header of its own.
[[nodiscard]] std::string to_text(const MailMessage& mail);

/// Words of a header: as they are where they are ASCII, else as RFC 2047 encodes UTF-8, in pieces
/// of at most 75 characters that cut no letter in two.
[[nodiscard]] std::string header_text(std::string_view text);

} // namespace deploy
