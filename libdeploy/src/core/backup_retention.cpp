// SPDX-License-Identifier: MIT
#include "core/backup_name.hpp"

namespace deploy {

std::vector<Backup> expired_backups(const std::vector<Backup>& backups, const Config::Backup& keep,
                                    std::chrono::system_clock::time_point now) {
    const auto oldest = std::chrono::duration_cast<std::chrono::seconds>(
                            (now - std::chrono::days{keep.keep_days}).time_since_epoch())
                            .count();
    std::vector<Backup> out;
    int seen = 0;
    for (const auto& backup : backups) {
        const bool spared = !backup.safety && seen < keep.keep_last;
        // One that this program did not make may be no good: it keeps no other from being spared.
        const bool good = !backup.safety && (backup.manifest || backup.stored);
        seen += good ? 1 : 0;
        if (!spared && backup.written_at < oldest)
            out.push_back(backup);
    }
    return out;
}

} // namespace deploy
