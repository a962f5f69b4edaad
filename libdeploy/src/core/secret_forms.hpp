// SPDX-License-Identifier: MIT
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace deploy {

/// The texts by which a secret may show itself: as it is, each of its lines, and each of those
/// escaped for JSON, percent-encoded, or inside Base64 at any alignment. May hold repeats and
/// short texts.
[[nodiscard]] std::vector<std::string> secret_forms(std::string_view secret);

} // namespace deploy
