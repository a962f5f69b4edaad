// SPDX-License-Identifier: MIT
#include "operations/backup/backup_run.hpp"

namespace deploy {
namespace {

Error in_use(const Config& config) {
    const auto holder = HostLock::held_by(backup_lock(config));
    return {Errc::locked,
            "another backup, restore or drill runs" +
                (holder && *holder ? ": " + **holder : std::string{}),
            "wait for it to end, then the same command again"};
}

} // namespace

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
        return lock.error().is(Errc::locked) ? in_use(config) : lock.error();
    directory->remove_partials();
    return BackupRun{.config = config,
                     .ports = ports,
                     .lock = std::move(*lock),
                     .directory = std::move(*directory),
                     .postgres = std::move(*postgres)};
}

} // namespace deploy
