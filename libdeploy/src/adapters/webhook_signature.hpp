// SPDX-License-Identifier: MIT
#pragma once
#include <string>
#include <string_view>

namespace deploy {

/// Hexadecimal HMAC-SHA256 of `timestamp`, `.` and `body`.
[[nodiscard]] std::string webhook_signature(std::string_view secret, std::string_view timestamp,
                                            std::string_view body);

} // namespace deploy
