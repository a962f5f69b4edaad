// SPDX-License-Identifier: MIT
#pragma once
#include "operations/backup/backup_run.hpp"

namespace deploy {

/// Makes the database `fresh` like the live one, loads the backup into it, and compares the rows of
/// every table with those in the file, which is held to its manifest. An older `fresh` is dropped
/// first; on a failure it is dropped, too. Gives the counted rows. `precondition` where Docker's
/// disk has no room for another database of that size: the live one writes there.
Result<TableRows> load_fresh(const BackupRun& run, const Backup& backup, const std::string& fresh,
                             const RestoreOptions& options);

} // namespace deploy
