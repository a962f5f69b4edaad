// SPDX-License-Identifier: MIT
#pragma once
#include <string_view>

namespace deploy {

/// The repository in `repository:tag`; a port of a registry is part of it.
[[nodiscard]] std::string_view repository_of(std::string_view image);
/// The tag in it; empty where there is none.
[[nodiscard]] std::string_view tag_of(std::string_view image);

} // namespace deploy
