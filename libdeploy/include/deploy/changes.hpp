// SPDX-License-Identifier: MIT
#pragma once
#include <cstdint>

namespace deploy {

/// Whether an operation makes its changes, or only tells what they would be.
enum class Changes : std::uint8_t { made, told };

} // namespace deploy
