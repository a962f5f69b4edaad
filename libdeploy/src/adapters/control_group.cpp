// SPDX-License-Identifier: MIT
#include "adapters/control_group.hpp"

#include <fstream>
#include <string>

namespace deploy {
namespace {

namespace fs = std::filesystem;

/// The files of one version of control groups.
struct Files {
    fs::path group;
    std::string_view used;
    std::string_view cache; ///< Its key in `memory.stat`.
};

/// A line of `/proc/N/cgroup` is `number:controllers:path`; version 2 has no controllers.
std::optional<Files> files_of(const std::string& line, std::string_view container,
                              const fs::path& groups) {
    const auto first = line.find(':');
    const auto second = first == line.npos ? line.npos : line.find(':', first + 1);
    if (second == line.npos || line.find(container, second) == line.npos)
        return std::nullopt;
    const auto controllers = "," + line.substr(first + 1, second - first - 1) + ",";
    const auto path = fs::path{line.substr(second + 1)}.relative_path();
    if (controllers == ",,")
        return Files{groups / path, "memory.current", "inactive_file"};
    if (controllers.find(",memory,") != controllers.npos)
        return Files{groups / "memory" / path, "memory.usage_in_bytes", "total_inactive_file"};
    return std::nullopt;
}

/// The number behind a key; 0 where there is none.
std::int64_t value_of(std::string_view key, const fs::path& file) {
    std::ifstream lines{file};
    std::string name;
    std::int64_t value = 0;
    while (lines >> name >> value)
        if (name == key)
            return value;
    return 0;
}

std::optional<std::int64_t> memory_in(const Files& files) {
    std::int64_t used = 0;
    if (!(std::ifstream{files.group / files.used} >> used))
        return std::nullopt;
    const auto cache = value_of(files.cache, files.group / "memory.stat");
    return cache < used ? used - cache : used;
}

} // namespace

std::optional<std::int64_t> memory_of_group(std::int64_t process, std::string_view container,
                                            const KernelFiles& kernel) {
    if (process <= 0 || container.empty())
        return std::nullopt;
    std::ifstream lines{kernel.processes / std::to_string(process) / "cgroup"};
    for (std::string line; std::getline(lines, line);)
        if (const auto files = files_of(line, container, kernel.groups))
            if (const auto memory = memory_in(*files))
                return memory;
    return std::nullopt;
}

} // namespace deploy
