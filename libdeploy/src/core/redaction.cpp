// SPDX-License-Identifier: MIT
#include <deploy/redaction.hpp>

#include "core/secret_forms.hpp"
#include "core/utf8.hpp"

#include <algorithm>
#include <deploy/credentials.hpp>
#include <span>

namespace deploy {
namespace {

constexpr auto npos = std::string_view::npos;
constexpr std::size_t shortest_secret = 6;
constexpr std::string_view mask = "***";
constexpr std::string_view authority_mark = "://";
/// Where the authority of a URL ends for certain.
constexpr std::string_view authority_end{"/?#\\\"'`<> \t\r\n\0", 14};
/// A longer one is no authority; it bounds what a stream holds back.
constexpr std::size_t longest_authority = 4096;

struct Span {
    std::size_t begin, end;
};

/// What follows a `://`.
struct Authority {
    std::size_t mark = 0;     ///< Where the `://` is.
    std::size_t userinfo = 0; ///< Its length; 0 when there is none.
    bool open = false;        ///< The text ends before it does.

    [[nodiscard]] std::size_t begin() const { return mark + authority_mark.size(); }
};

std::vector<Authority> authorities(std::string_view text) {
    std::vector<Authority> found;
    for (auto at = text.find(authority_mark); at != npos; at = text.find(authority_mark, at + 1)) {
        const auto window = text.substr(at + authority_mark.size(), longest_authority);
        const auto end = window.find_first_of(authority_end);
        const auto sign = window.substr(0, end).rfind('@');
        found.push_back({.mark = at,
                         .userinfo = sign == npos ? 0 : sign,
                         .open = end == npos && window.size() < longest_authority});
    }
    return found;
}

/// Overlapping spans made one; touching ones stay apart.
std::vector<Span> merged(std::vector<Span> spans) {
    std::ranges::sort(spans, {}, &Span::begin);
    std::vector<Span> result;
    for (const auto& span : spans) {
        if (!result.empty() && span.begin < result.back().end)
            result.back().end = std::max(result.back().end, span.end);
        else
            result.push_back(span);
    }
    return result;
}

/// Every place of every secret, overlapping ones too, and every userinfo.
std::vector<Span> secret_spans(std::string_view text, std::span<const std::string> secrets) {
    std::vector<Span> spans;
    for (const auto& secret : secrets)
        for (auto at = text.find(secret); at != npos; at = text.find(secret, at + 1))
            spans.push_back({at, at + secret.size()});
    for (const auto& authority : authorities(text))
        if (authority.userinfo > 0)
            spans.push_back({authority.begin(), authority.begin() + authority.userinfo});
    return merged(std::move(spans));
}

/// Where the first secret that the end of `text` cuts off would begin.
std::size_t cut_off_secret(std::string_view text, std::span<const std::string> secrets) {
    auto earliest = text.size();
    for (const auto& secret : secrets) {
        const auto longest_part = std::min(text.size(), secret.size() - 1);
        auto at = text.find(secret[0], text.size() - longest_part);
        while (at < earliest && !secret.starts_with(text.substr(at)))
            at = text.find(secret[0], at + 1);
        earliest = std::min(earliest, at);
    }
    return earliest;
}

/// Where the first `://…` begins that the end of `text` cuts off.
std::size_t cut_off_authority(std::string_view text, std::span<const Authority> found) {
    for (const auto& authority : found)
        if (authority.open)
            return authority.mark;
    for (const std::string_view part : {":/", ":"})
        if (text.ends_with(part))
            return text.size() - part.size();
    return text.size();
}

std::string hexadecimal(unsigned char byte) {
    constexpr std::string_view digits = "0123456789abcdef";
    return {'\\', 'x', digits[byte >> 4U], digits[byte & 0xfU]};
}

/// The control byte that a valid sequence stands for, C1 in its two-byte form included.
bool is_control(std::string_view sequence, unsigned char& code) {
    code = static_cast<unsigned char>(sequence.back());
    if (sequence.size() == 1)
        return (code < 0x20 && code != '\t' && code != '\n') || code == 0x7f;
    return sequence.size() == 2 && sequence[0] == '\xc2' && code < 0xa0;
}

} // namespace

void Redactor::add(std::string_view secret) {
    if (secret.size() < shortest_secret)
        return;
    for (auto& form : secret_forms(secret)) {
        if (form.size() < shortest_secret || std::ranges::find(secrets_, form) != secrets_.end())
            continue;
        longest_ = std::max(longest_, form.size());
        secrets_.push_back(std::move(form));
    }
}

std::string Redactor::redact(std::string_view text) const {
    std::string result;
    std::size_t done = 0;
    for (const auto& span : secret_spans(text, secrets_)) {
        result += text.substr(done, span.begin - done);
        result += mask;
        done = span.end;
    }
    return result += text.substr(done);
}

std::size_t Redactor::settled(std::string_view text) const {
    const auto found = authorities(text);
    auto cut = std::min({cut_off_secret(text, secrets_), cut_off_authority(text, found),
                         text.size() - utf8::partial_tail(text)});
    auto whole = secret_spans(text, secrets_); // a cut inside one of these would undo it
    for (const auto& authority : found)
        if (authority.userinfo > 0)
            whole.push_back({authority.mark, authority.begin() + authority.userinfo + 1});
    for (bool moved = true; moved;) {
        moved = false;
        for (const auto& span : whole)
            if (span.begin < cut && cut < span.end) {
                cut = span.begin;
                moved = true;
            }
    }
    return cut;
}

std::string StreamRedactor::feed(std::string_view chunk) {
    pending_ += chunk;
    const auto settled = redactor_.settled(pending_);
    auto safe = redactor_.redact(std::string_view{pending_}.substr(0, settled));
    pending_.erase(0, settled);
    return safe;
}

std::string StreamRedactor::finish() {
    auto rest = redactor_.redact(pending_);
    pending_.clear();
    return rest;
}

Redactor redactor_for(const Config& config) {
    Redactor redactor;
    for (const auto& [key, value] : config.environment.set)
        redactor.add(value);
    if (config.environment.master_key_variable.empty())
        return redactor;
    if (const auto key = read_master_key(config.master_key_path(), config.source.checkout))
        redactor.add(*key);
    return redactor;
}

std::string neutralise(std::string_view text) {
    std::string result;
    while (!text.empty()) {
        const auto sequence = utf8::first(text);
        const auto bytes = text.substr(0, sequence.length);
        unsigned char code = 0;
        if (sequence.kind != utf8::Kind::valid)
            result += "\xef\xbf\xbd";
        else if (is_control(bytes, code))
            result += hexadecimal(code);
        else
            result += bytes;
        text.remove_prefix(sequence.length);
    }
    return result;
}

} // namespace deploy
