// SPDX-License-Identifier: MIT
#pragma once
#include <string_view>

namespace deploy {

/// Of this library and its programs: `1.2.3`, by semantic versioning.
extern const std::string_view version;

} // namespace deploy
