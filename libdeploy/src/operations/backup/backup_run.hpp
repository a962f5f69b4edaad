// SPDX-License-Identifier: MIT
#pragma once
#include "operations/backup/backup_directory.hpp"
#include "operations/backup/postgres.hpp"

#include <deploy/lock.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace deploy {

/// What a backup, a restore and a drill work with: the directory, locked and swept, and the
/// database.
struct BackupRun {
    /// `locked` names who holds the lock.
    static Result<BackupRun> begin(const Config& config, Ports ports, std::string_view what,
                                   const std::stop_token& stop);

    const Config& config;
    Ports ports;
    HostLock lock;
    BackupDirectory directory;
    mutable Postgres postgres;
};

/// One backup, durable under its final name.
Result<Backup> make_backup(const BackupRun& run, const BackupOptions& options);

} // namespace deploy
