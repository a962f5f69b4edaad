// SPDX-License-Identifier: MIT
#pragma once
#include "operations/backup/backup_directory.hpp"

#include <deploy/object_storage.hpp>
#include <optional>
#include <stop_token>
#include <string>

namespace deploy {

// Copies of backups in the configured storage, under their own names.

/// Stores the backup and its manifest. Gives the object's name; nothing where no storage is
/// configured.
Result<std::optional<std::string>> copy_backup(const Config& config, const Backup& backup,
                                               const std::stop_token& stop);
/// Removes copies whose time is over.
Result<> remove_expired_copies(const Config& config);

} // namespace deploy
