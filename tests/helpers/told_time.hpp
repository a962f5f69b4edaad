// SPDX-License-Identifier: MIT
#pragma once
#include <chrono>
#include <ctime>
#include <iomanip>
#include <sstream>
#include <string>

namespace deploy::test {

/// A time as the program writes it: RFC 3339 in UTC with milliseconds.
inline std::chrono::system_clock::time_point parse_time(const std::string& text) {
    std::tm parts{};
    std::istringstream{text} >> std::get_time(&parts, "%Y-%m-%dT%H:%M:%S");
    return std::chrono::system_clock::from_time_t(timegm(&parts)) +
           std::chrono::milliseconds{std::stoi(text.substr(20, 3))};
}

} // namespace deploy::test
