// SPDX-License-Identifier: MIT
#include "core/deployment_id.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>
#include <random>

namespace deploy {

std::string new_deployment_id(std::chrono::system_clock::time_point when) {
    const auto seconds = std::chrono::system_clock::to_time_t(when);
    std::tm utc{};
    gmtime_r(&seconds, &utc);
    std::array<char, 40> text{};
    std::random_device random;
    const auto written = std::strftime(text.data(), text.size(), "%Y%m%d-%H%M%S", &utc);
    std::snprintf(text.data() + written, text.size() - written, "-%04x", random() & 0xffffU);
    return text.data();
}

bool is_deployment_id(std::string_view text) {
    constexpr std::size_t longest = 40;
    return !text.empty() && text.size() <= longest && text.front() != '-' &&
           std::ranges::all_of(text, [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
           });
}

} // namespace deploy
