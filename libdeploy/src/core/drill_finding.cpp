// SPDX-License-Identifier: MIT
#include "core/backup_name.hpp"
#include "core/findings.hpp"

namespace deploy {
namespace {

/// An alarm leaves this host, and what PostgreSQL says after its first line may quote rows.
std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

} // namespace

Finding judge_drill(const std::vector<FileEntry>& files, const Config& config, Machine& machine) {
    for (const auto& backup : complete_backups(files, config.database.name)) {
        const auto manifest = manifest_beside(backup.name, config, machine);
        if (!manifest.drill_failure.empty())
            return {"drill", false,
                    "the drill of " + backup.name +
                        " failed: " + first_line(manifest.drill_failure)};
        if (!manifest.drilled.empty())
            return {"drill", true, backup.name + " restored in a drill, " + manifest.drilled};
    }
    return {"drill", true, "no drill is noted"};
}

} // namespace deploy
