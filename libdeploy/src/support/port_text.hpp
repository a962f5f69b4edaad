// SPDX-License-Identifier: MIT
#pragma once
#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

namespace deploy {

/// The number of a port, from 1 on; nothing where the text is not that and only that.
[[nodiscard]] inline std::optional<std::uint16_t> port_from(std::string_view text) {
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    return error == std::errc{} && end == text.data() + text.size() && port > 0
               ? std::optional{port}
               : std::nullopt;
}

} // namespace deploy
