// SPDX-License-Identifier: MIT
#include "core/config_rule.hpp"

#include <algorithm>
#include <array>

namespace deploy {
namespace {

constexpr std::string_view lower = "abcdefghijklmnopqrstuvwxyz0123456789";
constexpr std::string_view alphanumeric =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

bool is_one_of(char letter, std::string_view set) {
    return set.find(letter) != std::string_view::npos;
}

/// Begins with a letter of `first`; the rest is of `first` or `more`.
bool is_name(std::string_view text, std::string_view first, std::string_view more) {
    return !text.empty() && is_one_of(text[0], first) &&
           std::ranges::all_of(text, [&](char letter) {
               return is_one_of(letter, first) || is_one_of(letter, more);
           });
}

bool has_no(std::string_view text, unsigned char up_to) {
    return std::ranges::none_of(text, [up_to](char letter) {
        const auto byte = static_cast<unsigned char>(letter);
        return byte <= up_to || byte == 0x7f;
    });
}

bool is_printable(std::string_view text) { return has_no(text, 0x1f); }
bool is_visible_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char letter) { return letter > ' ' && letter <= '~'; });
}

bool is_text(std::string_view text) { return !is_one_of('\0', text); }

bool is_service_name(std::string_view text) {
    return text.size() <= 63 && is_name(text, lower, "-");
}

bool is_absolute_path(std::string_view text) { return text.starts_with('/') && is_printable(text); }

bool is_file_path(std::string_view text) {
    return !text.empty() && text[0] != '-' && is_printable(text);
}

bool is_relative_path(std::string_view text) {
    if (!is_file_path(text) || text[0] == '/')
        return false;
    for (auto rest = text;;) {
        const auto slash = rest.find('/');
        if (rest.substr(0, slash) == "..")
            return false;
        if (slash == std::string_view::npos)
            return true;
        rest.remove_prefix(slash + 1);
    }
}

bool is_word(std::string_view text) { return !text.empty() && text[0] != '-' && has_no(text, ' '); }

bool is_image_name(std::string_view text) {
    while (true) {
        const auto slash = text.find('/');
        const bool last = slash == std::string_view::npos;
        if (!is_name(text.substr(0, slash), lower, last ? "._-" : "._:-"))
            return false;
        if (last)
            return true;
        text.remove_prefix(slash + 1);
    }
}

bool is_docker_name(std::string_view text) { return is_name(text, alphanumeric, "_.-"); }

/// PostgreSQL cuts names after 63 bytes, and a restore adds up to 15 to this one.
bool is_database_name(std::string_view text) {
    constexpr std::size_t longest = 48;
    return is_docker_name(text) && text.size() <= longest;
}

bool is_variable_name(std::string_view text) {
    return !text.empty() && (text[0] < '0' || text[0] > '9') &&
           std::ranges::all_of(
               text, [](char letter) { return letter == '_' || is_one_of(letter, alphanumeric); });
}

bool is_environment_key(std::string_view text) {
    return !text.empty() && is_text(text) && !is_one_of('=', text);
}

bool is_volume(std::string_view text) {
    const auto colon = text.find(':');
    if (colon == 0 || colon == std::string_view::npos || text[0] == '-' || !is_printable(text))
        return false;
    const auto target = text.substr(colon + 1);
    const auto second = target.find(':');
    if (!target.starts_with('/'))
        return false;
    return second == std::string_view::npos ||
           is_name(target.substr(second + 1), alphanumeric.substr(0, 52), ",");
}

bool is_url_path(std::string_view text) { return text.starts_with('/') && is_visible_ascii(text); }

bool is_header_name(std::string_view text) { return is_name(text, alphanumeric, "-"); }

bool is_host_name(std::string_view text) {
    if (text.starts_with("*."))
        text.remove_prefix(2);
    return is_name(text, alphanumeric, ".-");
}

bool is_http_url(std::string_view text) {
    const auto rest = text.find("://");
    return (text.starts_with("http://") || text.starts_with("https://")) &&
           text.size() > rest + 3 && is_visible_ascii(text) && !is_one_of('@', text);
}

bool is_compression(std::string_view text) { return text == "gzip" || text == "zstd"; }

bool is_proxy_tls(std::string_view text) { return text == "acme" || text == "none"; }

bool is_mail_security(std::string_view text) {
    return text == "starttls" || text == "tls" || text == "none";
}

constexpr std::array<std::string_view, 5> notified_events{"started", "succeeded", "failed",
                                                          "cancelled", "recovered"};

bool is_notified_event(std::string_view text) {
    return std::ranges::find(notified_events, text) != notified_events.end();
}

bool is_mail_address(std::string_view text) {
    const auto at = text.find('@');
    return at != std::string_view::npos && is_name(text.substr(0, at), alphanumeric, "._%+-") &&
           is_name(text.substr(at + 1), alphanumeric, ".-");
}

/// Five fields of digits and `*`, `,`, `-`, `/`, with one blank between two.
bool is_cron_time(std::string_view text) {
    int fields = 0;
    for (bool more = true; more; ++fields) {
        const auto blank = text.find(' ');
        const auto field = text.substr(0, blank);
        if (field.empty() || field.find_first_not_of("0123456789*,/-") != std::string_view::npos)
            return false;
        more = blank != std::string_view::npos;
        text.remove_prefix(more ? blank + 1 : text.size());
    }
    return fields == 5;
}

} // namespace

namespace rule {
constinit const Rule text{"text without a NUL", R"(^[^\u0000]*$)", is_text};
constinit const Rule service_name{"1 to 63 of a-z, 0-9 and -, and not begin with -",
                                  R"(^[a-z0-9][a-z0-9-]{0,62}$)", is_service_name};
constinit const Rule absolute_path{"an absolute path", R"(^/[^\u0000-\u001f\u007f]*$)",
                                   is_absolute_path};
constinit const Rule file_path{"a path that does not begin with -",
                               R"(^[^-\u0000-\u001f\u007f][^\u0000-\u001f\u007f]*$)", is_file_path};
constinit const Rule relative_path{
    "a relative path without .. that does not begin with -",
    R"(^(?!([^/]*/)*\.\.(/|$))[^-/\u0000-\u001f\u007f][^\u0000-\u001f\u007f]*$)", is_relative_path};
constinit const Rule word{"a word without spaces that does not begin with -",
                          R"(^[^-\u0000-\u0020\u007f][^\u0000-\u0020\u007f]*$)", is_word};
constinit const Rule image_name{"an image name in lower case, without a tag",
                                R"(^([a-z0-9][a-z0-9._:-]*/)*[a-z0-9][a-z0-9._-]*$)",
                                is_image_name};
constinit const Rule docker_name{
    "a name of letters, digits, _, . and - that begins with a letter or digit",
    R"(^[A-Za-z0-9][A-Za-z0-9_.-]*$)", is_docker_name};
constinit const Rule database_name{
    "a name of up to 48 letters, digits, _, . and - that begins with a letter or digit",
    R"(^[A-Za-z0-9][A-Za-z0-9_.-]{0,47}$)", is_database_name};
constinit const Rule variable_name{"named with letters, digits and _, and not begin with a digit",
                                   R"(^[A-Za-z_][A-Za-z0-9_]*$)", is_variable_name};
constinit const Rule environment_key{"an environment key: not empty, without = or NUL",
                                     R"(^[^=\u0000]+$)", is_environment_key};
constinit const Rule volume{"source:/target or source:/target:options",
                            R"(^[^:\u0000-\u001f\u007f-][^:\u0000-\u001f\u007f]*:)"
                            R"(/[^:\u0000-\u001f\u007f]*(:[A-Za-z][A-Za-z,]*)?$)",
                            is_volume};
constinit const Rule url_path{
    "a URL path: begins with /, no spaces, others than ASCII percent-encoded", R"(^/[!-~]*$)",
    is_url_path};
constinit const Rule json_pointer{"a JSON pointer, such as /data/status",
                                  R"(^/[^\u0000-\u001f\u007f]*$)", is_absolute_path};
constinit const Rule header_name{"the name of an HTTP header", R"(^[A-Za-z0-9][A-Za-z0-9-]*$)",
                                 is_header_name};
constinit const Rule host_name{"a host name, such as example.com or *.example.com",
                               R"(^(\*\.)?[A-Za-z0-9][A-Za-z0-9.-]*$)", is_host_name};
constinit const Rule http_url{"an http:// or https:// URL without user name or password",
                              R"(^https?://[!-?A-~]+$)", is_http_url};
constinit const Rule compression{"gzip or zstd", R"(^(gzip|zstd)$)", is_compression};
constinit const Rule proxy_tls{"acme or none", R"(^(acme|none)$)", is_proxy_tls};
constinit const Rule mail_security{"starttls, tls or none", R"(^(starttls|tls|none)$)",
                                   is_mail_security};
constinit const Rule mail_address{"a mail address",
                                  R"(^[A-Za-z0-9][A-Za-z0-9._%+-]*@[A-Za-z0-9][A-Za-z0-9.-]*$)",
                                  is_mail_address};
constinit const Rule cron_time{"a time as cron has it, five fields of digits, *, comma, - and /",
                               R"(^[0-9*,/-]+( [0-9*,/-]+){4}$)", is_cron_time};
constinit const Rule notified_event{.must = "started, succeeded, failed, cancelled or recovered",
                                    .pattern =
                                        R"(^(started|succeeded|failed|cancelled|recovered)$)",
                                    .accepts = is_notified_event,
                                    .words = notified_events};
constinit const Rule port{.must = "a port from 1 to 65535", .minimum = 1, .maximum = 65535};
constinit const Rule count{.must = "a whole number from 1 to 1000", .minimum = 1, .maximum = 1000};
constinit const Rule percent{.must = "a percentage from 1 to 100", .minimum = 1, .maximum = 100};
constinit const Rule part_size{.must = "from 5 to 1024 MiB", .minimum = 5, .maximum = 1024};
constinit const Rule timeout{.must = "longer than 0 and at most a week", .minimum = 1};
constinit const Rule window{.must = "0 or longer and at most a week", .minimum = 0};
} // namespace rule

} // namespace deploy
