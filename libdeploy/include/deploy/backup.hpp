// SPDX-License-Identifier: MIT
#pragma once
#include <boost/json/object.hpp>
#include <chrono>
#include <cstdint>
#include <deploy/config.hpp>
#include <deploy/host.hpp>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace deploy {

/// Rows by table, each named as SQL has it: `public.users`, `public."Odd name"`.
using TableRows = std::map<std::string, std::uint64_t>;

/// What stands beside a backup, in a file of its name with `.json`. Backups that were made without
/// this program have none.
struct BackupManifest {
    std::string database;
    std::string taken_at; ///< RFC 3339; the dump began.
    std::int64_t size = 0;
    std::int64_t content_size = 0; ///< Bytes of SQL.
    std::string sha256;            ///< Of the file; 64 hexadecimal digits.
    TableRows rows;                ///< Counted in the dump itself.
    std::string copy{};            ///< The object that is its copy; empty: none is known.
    std::string copy_failure{};    ///< Why none was made.
    std::string drilled{};         ///< RFC 3339; the last drill showed that it restores.
    std::string drill_failure{};   ///< Why the last drill failed.

    [[nodiscard]] std::uint64_t total_rows() const;
};

/// One complete backup in the directory. A file that is being written has another name.
struct Backup {
    std::filesystem::path file;
    std::string stamp;           ///< `YYYYMMDD_HHMMSS`, of this host's clock.
    bool safety = false;         ///< `pre_restore_…`: what a restore replaced.
    std::int64_t size = 0;       ///< Bytes.
    std::int64_t written_at = 0; ///< Seconds since 1970, of the file.
    std::optional<BackupManifest> manifest{};
    bool stored = false; ///< In the storage only: `fetch_backup` brings it here.

    [[nodiscard]] std::string name() const { return file.filename().string(); }
};

/// Every complete backup of the configured database, newest first; none where there is no
/// directory. Reads only. A damaged manifest counts as none.
Result<std::vector<Backup>> list_backups(const Config& config);
/// The one of that name or path; without one, the newest that is no safety backup. `not_found`
/// names the newest ones.
Result<Backup> find_backup(const Config& config, const std::optional<std::string>& name);

/// The copies in the configured storage, newest first; none where no storage is configured.
Result<std::vector<Backup>> list_stored_backups(const Config& config);
/// Both as one list, newest first; a copy of one that is here is left out.
[[nodiscard]] std::vector<Backup> merge_backups(std::vector<Backup> here,
                                                const std::vector<Backup>& copies);
/// Brings a copy into the directory, where it is a backup like any other.
Result<Backup> fetch_backup(const Config& config, const std::string& name,
                            const std::stop_token& stop);

/// How far it is: bytes of SQL so far.
using BackupProgress = std::function<void(std::int64_t content_size)>;

struct BackupOptions {
    bool dry_run = false;      ///< Only tell the file's name, and what would be removed.
    bool safety = false;       ///< Named `pre_restore_…`; no other is removed for it.
    BackupProgress progress{}; ///< Called from the thread of the call, at most ten times a second.
    std::stop_token stop{};
};

/// What `back_up` did.
struct BackupReport {
    Backup backup; ///< Of a dry run, only its name.
    std::chrono::milliseconds took{0};
    bool dry_run = false;
    std::vector<std::string> removed{}; ///< Names of backups whose time is over.
    std::optional<std::string> copy{};  ///< The object's name, where a storage is configured.
    /// Of the copy, or of removing older ones; the backup here is good all the same.
    std::optional<Error> copy_failure{};
};

/// Dumps the database through compression into a file of its own (mode 0600), which is durable,
/// was read back, and has its final name when this returns; copies it to the configured storage;
/// removes what is older than `keep_days`, but never the last `keep_last`. Killed at any point it
/// leaves no file that is listed, and the next call removes the rest. `locked`: another backup or
/// restore runs.
Result<BackupReport> back_up(const Config& config, Ports ports, const BackupOptions& options);

/// What a backup holds, read to its end.
struct BackupCheck {
    TableRows rows;
    std::int64_t content_size = 0;
    std::chrono::milliseconds took{0};
    bool compared = false; ///< With a manifest.
};

/// Reads the whole file: checksum and rows as in the manifest (where there is one), decompression,
/// the last line of the dump. `corrupt` tells what is wrong.
Result<BackupCheck> verify_backup(const Backup& backup, const std::stop_token& stop);

struct RestoreOptions {
    BackupProgress progress{};
    std::stop_token stop{};
};

/// What `restore` or `drill` did.
struct RestoreReport {
    Backup backup;
    TableRows rows;                           ///< Counted in the restored database.
    std::optional<Backup> safety{};           ///< Of what was replaced.
    std::string kept{};                       ///< The database that was replaced, under this name.
    std::string dropped{};                    ///< The one of an earlier restore that had this name.
    std::chrono::milliseconds took{0};        ///< Loading and checking.
    std::chrono::milliseconds interrupted{0}; ///< From the end of old connections to the swap.
};

/// Backs up the live database, loads `backup` into a fresh one, counts its rows, and only then
/// swaps the two in one transaction. Until then the live one is not touched; the former one stays
/// as `<database>_before_restore`. Killed at any point, either the old or the new database is live,
/// whole. Holds the host lock, so that
/// no deployment runs meanwhile: `locked` names who does.
Result<RestoreReport> restore(const Config& config, Ports ports, const Backup& backup,
                              const RestoreOptions& options);

/// The database that an earlier restore put aside and the next one drops; nothing where there is
/// none, or none that a restore would have to make room for.
Result<std::optional<std::string>> database_to_drop(const Config& config, Ports ports,
                                                    const std::stop_token& stop);

/// Loads `backup` into a database of its own, compares tables and rows, and drops it. What became
/// of it stands in the manifest afterwards, unless it was stopped.
Result<RestoreReport> drill(const Config& config, Ports ports, const Backup& backup,
                            const RestoreOptions& options);

[[nodiscard]] boost::json::object to_json(const BackupManifest& manifest);
[[nodiscard]] boost::json::object to_json(const Backup& backup);
[[nodiscard]] boost::json::object to_json(const BackupReport& report);
[[nodiscard]] boost::json::object to_json(const BackupCheck& check);
[[nodiscard]] boost::json::object to_json(const RestoreReport& report);
/// Reads back what `to_json` wrote; `corrupt` where it is not that.
Result<BackupManifest> manifest_from_json(const boost::json::value& value);

} // namespace deploy
