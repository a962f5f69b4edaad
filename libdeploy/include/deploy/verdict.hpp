// SPDX-License-Identifier: MIT
#pragma once
#include <deploy/deployer.hpp>
#include <deploy/result.hpp>
#include <string>
#include <string_view>

namespace deploy {

/// Whether somebody else moved the route while it was watched.
[[nodiscard]] bool moved_by_others(const Outcome& outcome);

/// What serves after a deployment that did not go live, in words.
[[nodiscard]] std::string what_serves(const Outcome& outcome);

/// The failure of such a deployment with a way to mend it: its own, else what helps in general.
[[nodiscard]] Error failure_of(const Outcome& outcome);

/// `name (commit 3f2a9c1)`; the name alone where no commit is known.
[[nodiscard]] std::string describe(std::string_view name, std::string_view revision);

} // namespace deploy
