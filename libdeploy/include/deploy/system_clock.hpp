// SPDX-License-Identifier: MIT
#pragma once
#include <deploy/clock.hpp>
#include <memory>

namespace deploy {

/// The machine's own clocks.
[[nodiscard]] std::unique_ptr<Clock> make_clock();

} // namespace deploy
