// SPDX-License-Identifier: MIT
#include "operations/backup/backup_run.hpp"
#include "operations/backup/load_dump.hpp"
#include "support/wall_time.hpp"

namespace deploy {
namespace {

Result<RestoreReport> load_and_drop(const BackupRun& run, const Backup& backup,
                                    const RestoreOptions& options) {
    RestoreReport report{.backup = backup};
    const auto fresh = run.config.database.name + "_drill";
    const auto began = run.ports.clock.now();
    auto rows = load_fresh(run, backup, fresh, options);
    if (!rows)
        return rows.error();
    report.rows = std::move(*rows);
    report.took =
        std::chrono::duration_cast<std::chrono::milliseconds>(run.ports.clock.now() - began);
    if (auto gone = run.postgres.drop(fresh); !gone)
        return gone.error();
    return report;
}

/// Notes beside the backup what became of its drill, for the monitor: nobody reads an exit code at
/// night. A dump from elsewhere is left as it is.
Result<> note_drill(const BackupRun& run, const Backup& backup, const std::string& failure) {
    auto here = find_backup(run.config, backup.name()); // as it is under the lock
    std::error_code unreadable;
    if (!here || !here->manifest ||
        !std::filesystem::equivalent(here->file, backup.file, unreadable))
        return {};
    here->manifest->drilled = failure.empty() ? rfc3339(run.ports.clock.wall()) : "";
    here->manifest->drill_failure = failure;
    return write_manifest(run.directory, backup.name(), *here->manifest);
}

} // namespace

Result<RestoreReport> drill(const Config& config, Ports ports, const Backup& backup,
                            const RestoreOptions& options) {
    auto run = BackupRun::begin(config, ports, "drill", options.stop);
    if (!run)
        return run.error();
    auto report = load_and_drop(*run, backup, options);
    if (!report) {
        if (!report.error().is(Errc::cancelled))
            static_cast<void>(note_drill(*run, backup, report.error().message)); // told anyhow
        return report;
    }
    if (auto noted = note_drill(*run, backup, {}); !noted)
        return noted.error().within("the backup restores, which cannot be noted");
    return report;
}

} // namespace deploy
