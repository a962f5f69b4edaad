// SPDX-License-Identifier: MIT
#pragma once
#include <deploy/machine.hpp>
#include <filesystem>

namespace deploy {

/// Where Docker keeps images and volumes, unless it was told otherwise.
inline constexpr auto docker_files = "/var/lib/docker";

/// The path, or the nearest folder above it that exists: what does not exist yet will be made
/// there.
[[nodiscard]] inline std::filesystem::path existing(std::filesystem::path path, Machine& machine) {
    while (path.has_relative_path() && !machine.disk(path))
        path = path.parent_path();
    return path;
}

} // namespace deploy
