// SPDX-License-Identifier: MIT
#pragma once
#include <chrono>
#include <string>

namespace deploy {

/// RFC 3339 in UTC with milliseconds: `2026-11-24T20:15:00.250Z`.
[[nodiscard]] std::string rfc3339(std::chrono::system_clock::time_point time);

} // namespace deploy
