// SPDX-License-Identifier: MIT
#include "base64.hpp"

#include <algorithm>
#include <cctype>
#include <openssl/evp.h>
#include <vector>

namespace deploy::action {

std::string to_base64(std::string_view bytes) {
    std::vector<unsigned char> out(4 * (bytes.size() / 3 + 1) + 1);
    const int size =
        EVP_EncodeBlock(out.data(), reinterpret_cast<const unsigned char*>(bytes.data()),
                        static_cast<int>(bytes.size()));
    return {reinterpret_cast<const char*>(out.data()), static_cast<std::size_t>(size)};
}

std::optional<std::string> from_base64(std::string_view text) {
    std::string digits;
    std::ranges::copy_if(text, std::back_inserter(digits),
                         [](unsigned char c) { return std::isspace(c) == 0; });
    const auto padding = digits.size() - (digits.find_last_not_of('=') + 1);
    if (padding > 2 || std::ranges::count(digits, '=') != static_cast<std::ptrdiff_t>(padding))
        return std::nullopt;
    std::vector<unsigned char> out(digits.size() + 1);
    const int size =
        EVP_DecodeBlock(out.data(), reinterpret_cast<const unsigned char*>(digits.data()),
                        static_cast<int>(digits.size()));
    if (digits.empty() || size < 0)
        return std::nullopt;
    return std::string{reinterpret_cast<const char*>(out.data()),
                       static_cast<std::size_t>(size) - padding};
}

} // namespace deploy::action
