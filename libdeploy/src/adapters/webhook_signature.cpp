// SPDX-License-Identifier: MIT
#include "adapters/webhook_signature.hpp"

#include "support/digest.hpp"

namespace deploy {

std::string webhook_signature(std::string_view secret, std::string_view timestamp,
                              std::string_view body) {
    return to_hex(hmac_sha256(secret, std::string{timestamp} + "." + std::string{body}));
}

} // namespace deploy
