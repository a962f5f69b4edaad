// SPDX-License-Identifier: MIT
#pragma once
#include <chrono>
#include <deploy/backup.hpp>
#include <deploy/machine.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace deploy {

/// What a backup's file name tells: `[pre_restore_]<database>_YYYYMMDD_HHMMSS.sql.gz` (or
/// `.sql.zst`), as the guide's script has it.
struct BackupName {
    std::string database;
    std::string stamp;
    bool safety = false;
    std::string suffix = ".sql.gz";

    [[nodiscard]] std::string text() const;
};

/// Nothing where the name is none of a backup of `database`.
[[nodiscard]] std::optional<BackupName> parse_backup_name(std::string_view name,
                                                          std::string_view database);
/// A complete backup among the files of a folder.
struct CompleteBackup {
    std::string name;
    std::chrono::system_clock::time_point taken{}; ///< By its name, or when it was written if that
                                                   ///< is earlier: a copy is written anew.
};
/// The newest first, safety backups left out. A file that is smaller than any dump is none: the
/// guide's pipe leaves one where pg_dump fails.
[[nodiscard]] std::vector<CompleteBackup> complete_backups(const std::vector<FileEntry>& files,
                                                           std::string_view database);
/// The first of them; nothing where there is none.
[[nodiscard]] std::optional<CompleteBackup> newest_backup(const std::vector<FileEntry>& files,
                                                          std::string_view database);
/// The manifest of a backup in the folder; empty where there is none that can be read.
[[nodiscard]] BackupManifest manifest_beside(const std::string& backup, const Config& config,
                                             Machine& machine);
/// `YYYYMMDD_HHMMSS` of this host's clock.
[[nodiscard]] std::string backup_stamp(std::chrono::system_clock::time_point time);
/// Seconds since 1970 of such a stamp; 0 of anything else.
[[nodiscard]] std::int64_t time_of_stamp(const std::string& stamp);
/// `.sql.gz` or `.sql.zst`.
[[nodiscard]] std::string backup_suffix(std::string_view compression);

/// Newest first; of the same second a safety backup comes last.
void sort_backups(std::vector<Backup>& backups);
/// Those whose time is over: older than `keep_days`, the newest spared until `keep_last` good ones
/// are among them, those with a manifest or in the storage; a safety backup is spared for its days
/// only. `backups` are newest first.
[[nodiscard]] std::vector<Backup> expired_backups(const std::vector<Backup>& backups,
                                                  const Config::Backup& keep,
                                                  std::chrono::system_clock::time_point now);

} // namespace deploy
