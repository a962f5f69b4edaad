// SPDX-License-Identifier: MIT
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace deploy::action {

[[nodiscard]] std::string to_base64(std::string_view bytes);
/// Blanks between the digits are left out; nothing where it is no Base64.
[[nodiscard]] std::optional<std::string> from_base64(std::string_view text);

} // namespace deploy::action
