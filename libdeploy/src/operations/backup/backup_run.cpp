// SPDX-License-Identifier: MIT
#include "operations/backup/backup_run.hpp"

namespace deploy {

Result<BackupRun> BackupRun::begin(const Config& config, Ports ports, std::string_view what,
                                   const std::stop_token& stop) {
    auto postgres = Postgres::find(config, ports, stop);
    if (!postgres)
        return postgres.error();
    auto directory = BackupDirectory::open(config.backup.directory);
    if (!directory)
        return directory.error();
    auto lock =
        HostLock::acquire(backup_lock(config), std::string{what} + " of " + config.database.name,
                          std::chrono::seconds{0}, stop);
    if (!lock)
        return lock.error();
    directory->remove_partials();
    return BackupRun{.config = config,
                     .ports = ports,
                     .lock = std::move(*lock),
                     .directory = std::move(*directory),
                     .postgres = std::move(*postgres)};
}

} // namespace deploy
