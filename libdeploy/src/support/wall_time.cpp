// SPDX-License-Identifier: MIT
#include "support/wall_time.hpp"

#include <array>
#include <cstdio>
#include <ctime>

namespace deploy {

std::string rfc3339(std::chrono::system_clock::time_point time) {
    using namespace std::chrono;
    const auto second = floor<seconds>(time);
    const auto millisecond = floor<milliseconds>(time) - second;
    const auto since_epoch = system_clock::to_time_t(second);
    std::tm parts{};
    ::gmtime_r(&since_epoch, &parts);
    std::array<char, 32> text{};
    const auto length = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &parts);
    std::array<char, 8> fraction{};
    std::snprintf(fraction.data(), fraction.size(), ".%03dZ",
                  static_cast<int>(millisecond.count()));
    return std::string{text.data(), length} + fraction.data();
}

} // namespace deploy
