// SPDX-License-Identifier: MIT
#include "core/backup_copies.hpp"

#include "core/backup_name.hpp"

namespace deploy {

CopyVerdict judge_copies(const std::vector<FileEntry>& files, const Config& config,
                         Machine& machine, std::chrono::system_clock::time_point now) {
    for (const auto& backup : complete_backups(files, config.database.name)) {
        const auto manifest = manifest_beside(backup.name, config, machine);
        if (!manifest.copy.empty())
            return {true, backup.name + " is copied to " + manifest.copy};
        if (!manifest.copy_failure.empty())
            return {false, backup.name + " is not copied: " + manifest.copy_failure};
        if (now - backup.taken > 2 * config.backup.timeout)
            return {false, backup.name + " has no copy in the storage"};
    }
    return {true, "no copy is due yet"};
}

} // namespace deploy
