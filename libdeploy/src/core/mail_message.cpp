// SPDX-License-Identifier: MIT
#include "core/mail_message.hpp"

#include "core/base64.hpp"
#include "core/utf8.hpp"

#include <algorithm>
#include <array>
#include <ctime>
#include <deploy/redaction.hpp>

namespace deploy {
namespace {

bool is_plain(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= ' ' && c < '\x7f'; });
}

/// The UTC date as mail writes it: `Wed, 25 Nov 2026 22:05:00 +0000`.
std::string mail_date(std::chrono::system_clock::time_point time) {
    constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto seconds = std::chrono::system_clock::to_time_t(time);
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    std::array<char, 32> day{};
    std::array<char, 32> rest{};
    std::strftime(day.data(), day.size(), ", %d ", &parts);
    std::strftime(rest.data(), rest.size(), " %Y %H:%M:%S +0000", &parts);
    return std::string{days.at(static_cast<std::size_t>(parts.tm_wday))} + day.data() +
           months.at(static_cast<std::size_t>(parts.tm_mon)) + rest.data();
}

/// As many whole letters as fit in `most` bytes.
std::string_view piece(std::string_view text, std::size_t most) {
    if (text.size() <= most)
        return text;
    const auto cut = text.substr(0, most);
    return cut.substr(0, cut.size() - utf8::partial_tail(cut));
}

/// Base64 on lines of 76 characters, as MIME wants it.
std::string wrapped(const std::string& encoded) {
    constexpr std::size_t line = 76;
    std::string out;
    for (std::size_t at = 0; at < encoded.size(); at += line)
        out += encoded.substr(at, line) + "\r\n";
    return out;
}

std::string domain_of(std::string_view address) {
    return std::string{address.substr(std::min(address.rfind('@') + 1, address.size()))};
}

} // namespace

std::string header_text(std::string_view text) {
    constexpr std::string_view begin = "=?UTF-8?B?";
    constexpr std::string_view end = "?=";
    constexpr std::size_t longest_piece = 45; // 60 characters in base64
    constexpr std::size_t longest_line = 900; // of 998
    std::string clean = neutralise(text);
    std::ranges::replace(clean, '\n', ' ');
    std::ranges::replace(clean, '\t', ' ');
    if (is_plain(clean) && clean.size() <= longest_line && clean.find("=?") == std::string::npos)
        return clean;
    std::string out;
    for (std::string_view rest = clean; !rest.empty();) {
        const auto part = piece(rest, longest_piece);
        rest.remove_prefix(part.size());
        out += out.empty() ? "" : "\r\n "; // between two such words blanks do not count
        out += std::string{begin} + base64(part) + std::string{end};
    }
    return out;
}

std::string to_text(const MailMessage& mail) {
    std::string out;
    const auto header = [&out](std::string_view name, const std::string& value) {
        out += std::string{name} + ": " + value + "\r\n";
    };
    header("From", mail.from);
    header("To", mail.to);
    header("Subject", header_text(mail.subject));
    header("Date", mail_date(mail.date));
    header("Message-ID", "<" + mail.id + "@" + domain_of(mail.from) + ">");
    header("Auto-Submitted", "auto-generated");
    header("MIME-Version", "1.0");
    header("Content-Type", "text/plain; charset=utf-8");
    header("Content-Transfer-Encoding", "base64");
    return out + "\r\n" + wrapped(base64(mail.body));
}

} // namespace deploy
