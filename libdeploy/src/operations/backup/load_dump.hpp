// SPDX-License-Identifier: MIT
#pragma once
#include "operations/backup/postgres.hpp"

namespace deploy {

/// Makes the database `fresh` like the live one, loads the backup into it, and compares the rows of
/// every table with those in the file, which is held to its manifest. An older `fresh` is dropped
/// first; on a failure it is dropped, too. Gives the counted rows.
Result<TableRows> load_fresh(Postgres& postgres, const Config& config, const Backup& backup,
                             const std::string& fresh, const RestoreOptions& options);

} // namespace deploy
