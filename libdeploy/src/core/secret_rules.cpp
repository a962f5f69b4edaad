// SPDX-License-Identifier: MIT
#include "core/secret_rules.hpp"

#include "core/base64.hpp"

#include <algorithm>
#include <array>

namespace deploy {
namespace {

constexpr std::size_t least_key_base = 64;
constexpr std::size_t least_password = 12;
constexpr std::size_t key_bytes = 32;

constexpr std::array rules{
    SecretRule{"SECRET_KEY_BASE", 64, SecretForm::hex},
    SecretRule{"ATTR_ENCRYPTED_KEY", key_bytes, SecretForm::base64},
    SecretRule{"BLIND_INDEX_KEY", key_bytes, SecretForm::base64},
    SecretRule{"POSTGRES_PASSWORD", 24, SecretForm::base64_url},
    SecretRule{"REDIS_PASSWORD", 24, SecretForm::base64_url},
};

std::string hex(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    out.reserve(2 * bytes.size());
    for (const char each : bytes) {
        const auto byte = static_cast<unsigned char>(each);
        out += {digits[byte >> 4U], digits[byte & 15U]};
    }
    return out;
}

bool is_hex(std::string_view text) {
    return text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

/// How many bytes the base64 stands for; 0 where it is none.
std::size_t base64_bytes(std::string_view text) {
    constexpr std::string_view digits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const auto padding = text.size() - std::min(text.find('='), text.size());
    const auto body = text.substr(0, text.size() - padding);
    if (text.empty() || text.size() % 4 != 0 || padding > 2 ||
        body.find_first_not_of(digits) != std::string_view::npos ||
        text.find_first_not_of('=', body.size()) != std::string_view::npos)
        return 0;
    return text.size() / 4 * 3 - padding;
}

bool has_blank(std::string_view text) {
    return std::ranges::any_of(
        text, [](char each) { return static_cast<unsigned char>(each) <= ' ' || each == 0x7f; });
}

std::string shorter_than(std::size_t least) {
    return "it is shorter than " + std::to_string(least) + " bytes";
}

} // namespace

std::span<const SecretRule> secret_rules() { return rules; }

std::string written(SecretForm form, std::string_view bytes) {
    if (form == SecretForm::hex)
        return hex(bytes);
    auto text = base64(bytes);
    if (form == SecretForm::base64_url) {
        std::ranges::replace(text, '+', '-');
        std::ranges::replace(text, '/', '_');
    }
    return text;
}

std::string fault_in(const SecretRule& rule, std::string_view value) {
    if (value.empty())
        return "it has no value";
    if (has_blank(value))
        return "it has blanks or control bytes";
    switch (rule.form) {
    case SecretForm::hex:
        return value.size() < least_key_base ? shorter_than(least_key_base) : std::string{};
    case SecretForm::base64_url:
        return value.size() < least_password ? shorter_than(least_password) : std::string{};
    case SecretForm::base64: break;
    }
    const bool in_hex =
        rule.key == "BLIND_INDEX_KEY" && value.size() == 2 * rule.bytes && is_hex(value);
    if (in_hex || base64_bytes(value) == rule.bytes)
        return {};
    return "it is not the base64 of " + std::to_string(rule.bytes) + " bytes";
}

std::vector<SecretRule> missing_secrets(const Environment& environment) {
    std::vector<SecretRule> out;
    for (const auto& rule : rules)
        if (const auto* const value = environment.find(rule.key);
            value == nullptr || value->empty())
            out.push_back(rule);
    return out;
}

} // namespace deploy
