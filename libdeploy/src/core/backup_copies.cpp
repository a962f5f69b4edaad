// SPDX-License-Identifier: MIT
#include "core/backup_copies.hpp"

#include "core/backup_name.hpp"

#include <boost/json/parse.hpp>

namespace deploy {
namespace {

/// Empty where there is none that can be read.
BackupManifest manifest_beside(const std::string& backup, const Config& config, Machine& machine) {
    const auto text = machine.read(config.backup.directory / (backup + ".json"));
    boost::system::error_code damaged;
    const auto value = text ? boost::json::parse(*text, damaged) : boost::json::value{};
    auto manifest = manifest_from_json(value);
    return manifest ? std::move(*manifest) : BackupManifest{};
}

} // namespace

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
