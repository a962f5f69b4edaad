// SPDX-License-Identifier: MIT
#pragma once
#include "operations/situation.hpp"

#include <cstdint>
#include <string_view>

namespace deploy {

/// Whether two versions fit in the memory of the host. Bytes; 0 is not known.
struct MemoryForTwo {
    std::int64_t needed = 0; ///< By a second copy of the incumbent: its limit, else what it uses.
    std::int64_t available = 0;

    [[nodiscard]] bool fits() const { return needed == 0 || available == 0 || needed <= available; }
};

inline constexpr std::string_view memory_is_short =
    "two versions may not fit in the memory that is free";

/// Whether the incumbent fits a second time, as far as is known; the engine is asked only where
/// that is not certain without.
[[nodiscard]] bool fits_two(const Situation& situation, const EngineInfo& info, Engine& engine);

Result<MemoryForTwo> memory_for_two(const Situation& situation, const EngineInfo& info,
                                    Engine& engine);

} // namespace deploy
