// SPDX-License-Identifier: MIT
#pragma once
#include <string>
#include <string_view>

namespace deploy {

/// RFC 4648, padded, on one line.
[[nodiscard]] std::string base64(std::string_view bytes);

} // namespace deploy
