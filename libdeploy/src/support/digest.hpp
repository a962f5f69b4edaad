// SPDX-License-Identifier: MIT
#pragma once
#include "support/handle.hpp"

#include <openssl/evp.h>
#include <string>
#include <string_view>

namespace deploy {

/// Lower-case hexadecimal digits.
[[nodiscard]] std::string to_hex(std::string_view bytes);

/// SHA-256 of a stream.
class Sha256 {
public:
    Sha256();
    void update(std::string_view bytes);
    /// 32 bytes; nothing can be added any more.
    [[nodiscard]] std::string finish();

private:
    Handle<EVP_MD_CTX, EVP_MD_CTX_free> context_;
};

/// 32 bytes each.
[[nodiscard]] std::string sha256(std::string_view bytes);
[[nodiscard]] std::string hmac_sha256(std::string_view key, std::string_view bytes);

} // namespace deploy
