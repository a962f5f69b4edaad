// SPDX-License-Identifier: MIT
#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>

namespace deploy {

/// Where the kernel tells of processes and their control groups.
struct KernelFiles {
    std::filesystem::path processes{"/proc"};
    std::filesystem::path groups{"/sys/fs/cgroup"};
};

/// The memory that a container uses, less the page cache that the kernel gives back first, from the
/// control group of its first process. Nothing where the kernel of this host does not tell, or
/// where that process is not of the container: its number is of another namespace then.
[[nodiscard]] std::optional<std::int64_t>
memory_of_group(std::int64_t process, std::string_view container, const KernelFiles& kernel = {});

} // namespace deploy
