// SPDX-License-Identifier: MIT
#pragma once
#include <deploy/engine.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace deploy {

/// A published hole through which a container, or who may speak with the engine, gets further.
struct KnownHole {
    std::string_view id; ///< `CVE-2024-21626`.
    std::string_view lets;
    std::string mended_in; ///< The next version without it.
};

/// The hole that such a version of a part of the engine has. Nothing where this program knows of
/// none, and where the version is not three plain numbers: a distribution mends holes without a
/// new number.
[[nodiscard]] std::optional<KnownHole> known_hole(const EngineComponent& component);

/// Whether the version is judged at all: three plain numbers.
[[nodiscard]] bool is_plain_version(std::string_view version);

} // namespace deploy
