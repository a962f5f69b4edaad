// SPDX-License-Identifier: MIT
#include "core/backup_name.hpp"

#include <algorithm>
#include <utility>

namespace deploy {

void sort_backups(std::vector<Backup>& backups) {
    std::ranges::sort(backups, [](const Backup& one, const Backup& other) {
        return std::pair{one.stamp, !one.safety} > std::pair{other.stamp, !other.safety};
    });
}

std::vector<Backup> merge_backups(std::vector<Backup> here, const std::vector<Backup>& copies) {
    for (const auto& copy : copies)
        if (std::ranges::find(here, copy.name(), &Backup::name) == here.end())
            here.push_back(copy);
    sort_backups(here);
    return here;
}

} // namespace deploy
