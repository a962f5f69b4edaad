// SPDX-License-Identifier: MIT
#pragma once
#include "kill/engine_call.hpp"
#include <string>
#include <string_view>

namespace deploy::test {

/// An answer of the engine, every byte of it.
struct Answer {
    std::string bytes;
    unsigned status = 0;
    bool bodiless = false; ///< The answer to a HEAD.
};

struct AlteredAnswer {
    std::string bytes;
    bool ends_connection = true;
};

/// The answer as `fault` makes it. `keep` is how many bytes of a truncated one are left.
[[nodiscard]] AlteredAnswer alter(const Answer& answer, Fault fault,
                                  std::optional<std::size_t> keep);

/// An answer of this status, with an explanation as the engine gives it.
[[nodiscard]] std::string refusal(std::string_view status, bool bodiless);

} // namespace deploy::test
