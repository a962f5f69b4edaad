// SPDX-License-Identifier: MIT
#include "core/duration.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace deploy {
namespace {

struct Unit {
    std::string_view name;
    std::int64_t milliseconds;
};
constexpr Unit units[] = {{"h", 3'600'000}, {"m", 60'000}, {"s", 1'000}, {"ms", 1}};

} // namespace

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
    constexpr std::string_view digits = "0123456789";
    if (text.empty())
        return std::nullopt;
    std::int64_t total = 0;
    for (const auto& [name, milliseconds] : units) {
        const auto length = std::min(text.find_first_not_of(digits), text.size());
        const auto rest = text.substr(length);
        if (length == 0 || rest.substr(0, rest.find_first_of(digits)) != name)
            continue;
        std::int64_t amount = 0;
        const auto parsed = std::from_chars(text.data(), text.data() + length, amount);
        if (parsed.ec != std::errc{} || amount > longest_duration.count() / milliseconds)
            return std::nullopt;
        total += amount * milliseconds;
        text = rest.substr(name.size());
    }
    if (!text.empty() || total > longest_duration.count())
        return std::nullopt;
    return std::chrono::milliseconds{total};
}

std::string format_duration(std::chrono::milliseconds duration) {
    std::string text;
    auto left = duration.count();
    for (const auto& [name, milliseconds] : units) {
        if (left < milliseconds)
            continue;
        text += std::to_string(left / milliseconds);
        text += name;
        left %= milliseconds;
    }
    return text.empty() ? "0s" : text;
}

} // namespace deploy
