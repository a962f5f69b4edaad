// SPDX-License-Identifier: MIT
#pragma once
#include <deploy/notifier.hpp>
#include <string>
#include <utility>
#include <vector>

namespace deploy {

/// `web in production: 3f2a9c1 is live`
[[nodiscard]] std::string headline_of(const Notice& notice);

/// What else is known, by name; nothing that is empty.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> facts_of(const Notice& notice);

/// At most that many bytes, no character cut in two, with `…` where something is missing.
[[nodiscard]] std::string shortened(std::string_view text, std::size_t most);

} // namespace deploy
