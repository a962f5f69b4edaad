// SPDX-License-Identifier: MIT
#include "core/secret_forms.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/string_view.hpp>
#include <openssl/evp.h>

namespace deploy {
namespace {

std::string json_escaped(std::string_view text) {
    const auto quoted = boost::json::serialize(boost::json::string_view{text});
    return quoted.substr(1, quoted.size() - 2);
}

std::string percent_encoded(std::string_view text) {
    constexpr std::string_view unreserved =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string result;
    for (const char letter : text) {
        const auto byte = static_cast<unsigned char>(letter);
        if (unreserved.find(letter) != std::string_view::npos)
            result += letter;
        else
            ((result += '%') += digits[byte >> 4U]) += digits[byte & 0xfU];
    }
    return result;
}

/// The characters of Base64 that depend on nothing but `text`, when `before` bytes precede it in
/// its group of three.
std::string base64_core(std::string_view text, std::size_t before) {
    const auto input = std::string(before, 'x').append(text);
    std::string output((input.size() + 2) / 3 * 4 + 1, '\0'); // OpenSSL adds a NUL
    EVP_EncodeBlock(reinterpret_cast<unsigned char*>(output.data()),
                    reinterpret_cast<const unsigned char*>(input.data()),
                    static_cast<int>(input.size()));
    const auto begin = (before * 4 + 2) / 3;
    const auto end = input.size() * 4 / 3;
    return output.substr(begin, end - begin);
}

void add_forms(std::vector<std::string>& forms, std::string_view text) {
    forms.emplace_back(text);
    forms.push_back(json_escaped(text));
    forms.push_back(percent_encoded(text));
    for (std::size_t before = 0; before < 3; ++before)
        forms.push_back(base64_core(text, before));
}

} // namespace

std::vector<std::string> secret_forms(std::string_view secret) {
    std::vector<std::string> forms;
    add_forms(forms, secret);
    if (secret.find('\n') == std::string_view::npos)
        return forms;
    for (auto rest = secret; !rest.empty();) {
        const auto end = rest.find('\n');
        auto line = rest.substr(0, end);
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        if (!line.empty())
            add_forms(forms, line);
    }
    return forms;
}

} // namespace deploy
