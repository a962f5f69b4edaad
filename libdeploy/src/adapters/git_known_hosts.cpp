// SPDX-License-Identifier: MIT
#include "adapters/git_known_hosts.hpp"
#include <algorithm>
#include <array>
#include <cctype>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>
#include <optional>

namespace deploy::git {
namespace {

struct Line {
    std::string_view marker, hosts, type, key;
};

std::string_view next_field(std::string_view& rest) {
    const auto begin = std::min(rest.find_first_not_of(" \t\r"), rest.size());
    const auto end = std::min(rest.find_first_of(" \t\r", begin), rest.size());
    const auto field = rest.substr(begin, end - begin);
    rest.remove_prefix(end);
    return field;
}

std::optional<Line> parse_line(std::string_view text) {
    Line line;
    auto field = next_field(text);
    if (field.empty() || field.front() == '#')
        return std::nullopt;
    if (field.front() == '@') {
        line.marker = field;
        field = next_field(text);
    }
    line.hosts = field;
    line.type = next_field(text);
    line.key = next_field(text);
    return line.key.empty() ? std::nullopt : std::optional{line};
}

std::string encode(std::string_view bytes) {
    std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
    const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
    const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), data,
                                     static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(size));
    return text;
}

// The bytes of base64 that ends with its padding, if any; EVP_DecodeBlock counts padding as zeros.
std::string decode(std::string_view text) {
    std::string bytes(3 * (text.size() / 4) + 3, '\0');
    const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                     reinterpret_cast<const unsigned char*>(text.data()),
                                     static_cast<int>(text.size()));
    const auto padding = std::count(text.begin(), text.end(), '=');
    bytes.resize(size < padding ? 0 : static_cast<std::size_t>(size - padding));
    return bytes;
}

// `|1|base64(salt)|base64(HMAC-SHA1(salt, name))`
bool hash_matches(std::string_view hashed, std::string_view name) {
    hashed.remove_prefix(3);
    const auto bar = hashed.find('|');
    if (bar == hashed.npos)
        return false;
    const auto salt = decode(hashed.substr(0, bar));
    const auto expected = decode(hashed.substr(bar + 1));
    std::array<unsigned char, SHA_DIGEST_LENGTH> digest{};
    unsigned size = 0;
    if (HMAC(EVP_sha1(), salt.data(), static_cast<int>(salt.size()),
             reinterpret_cast<const unsigned char*>(name.data()), name.size(), digest.data(),
             &size) == nullptr)
        return false;
    return expected.size() == size && CRYPTO_memcmp(expected.data(), digest.data(), size) == 0;
}

bool same_letter(char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) ==
           std::tolower(static_cast<unsigned char>(b));
}

// `*` is any run of characters and `?` any one; the loop backs up to the last `*` only.
bool pattern_matches(std::string_view pattern, std::string_view name) {
    std::size_t p = 0, n = 0, after_star = std::string_view::npos, resume = 0;
    while (n < name.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            after_star = ++p;
            resume = n;
        } else if (p < pattern.size() && (pattern[p] == '?' || same_letter(pattern[p], name[n]))) {
            ++p;
            ++n;
        } else if (after_star != std::string_view::npos) {
            p = after_star;
            n = ++resume;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', p) == pattern.npos;
}

bool hosts_match(std::string_view hosts, std::string_view name) {
    if (hosts.starts_with("|1|"))
        return hash_matches(hosts, name);
    bool matched = false;
    while (!hosts.empty()) {
        const auto comma = std::min(hosts.find(','), hosts.size());
        auto pattern = hosts.substr(0, comma);
        hosts.remove_prefix(std::min(comma + 1, hosts.size()));
        const bool negated = pattern.starts_with('!');
        if (negated)
            pattern.remove_prefix(1);
        if (pattern.empty() || !pattern_matches(pattern, name))
            continue;
        if (negated)
            return false;
        matched = true;
    }
    return matched;
}

std::vector<Line> lines_for(std::string_view text, std::string_view name) {
    std::vector<Line> lines;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        const auto line = parse_line(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line && hosts_match(line->hosts, name))
            lines.push_back(*line);
    }
    return lines;
}

} // namespace

std::string OfferedKey::type() const {
    if (blob.size() < 4)
        return {};
    std::size_t size = 0;
    for (int i = 0; i < 4; ++i)
        size = size * 256 + static_cast<unsigned char>(blob[static_cast<std::size_t>(i)]);
    return size <= blob.size() - 4 ? blob.substr(4, size) : std::string{};
}

std::string OfferedKey::base64() const { return encode(blob); }

std::string OfferedKey::fingerprint() const {
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    unsigned size = 0;
    EVP_Digest(blob.data(), blob.size(), digest.data(), &size, EVP_sha256(), nullptr);
    auto text = encode({reinterpret_cast<const char*>(digest.data()), digest.size()});
    text.erase(text.find_last_not_of('=') + 1);
    return "SHA256:" + text;
}

std::string known_hosts_name(std::string_view host, std::uint16_t port) {
    if (port == 22)
        return std::string{host};
    return "[" + std::string{host} + "]:" + std::to_string(port);
}

HostKey check_host_key(std::string_view known_hosts, std::string_view name,
                       const OfferedKey& offered) {
    const auto key = offered.base64();
    const auto type = offered.type();
    auto verdict = HostKey::unknown;
    for (const auto& line : lines_for(known_hosts, name)) {
        if (line.marker == "@revoked" && line.key == key)
            return HostKey::revoked;
        if (!line.marker.empty() || verdict == HostKey::known)
            continue;
        if (line.type == type)
            verdict = line.key == key ? HostKey::known : HostKey::changed;
        else if (verdict == HostKey::unknown)
            verdict = HostKey::other_type;
    }
    return verdict;
}

std::vector<std::string> known_types(std::string_view known_hosts, std::string_view name) {
    std::vector<std::string> types;
    for (const auto& line : lines_for(known_hosts, name))
        if (line.marker.empty() && std::find(types.begin(), types.end(), line.type) == types.end())
            types.emplace_back(line.type);
    return types;
}

} // namespace deploy::git
