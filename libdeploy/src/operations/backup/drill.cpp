// SPDX-License-Identifier: MIT
#include "operations/backup/backup_run.hpp"
#include "operations/backup/load_dump.hpp"

namespace deploy {

Result<RestoreReport> drill(const Config& config, Ports ports, const Backup& backup,
                            const RestoreOptions& options) {
    auto run = BackupRun::begin(config, ports, "drill", options.stop);
    if (!run)
        return run.error();
    RestoreReport report{.backup = backup};
    const auto fresh = config.database.name + "_drill";
    const auto began = ports.clock.now();
    auto rows = load_fresh(*run, backup, fresh, options);
    if (!rows)
        return rows.error();
    report.rows = std::move(*rows);
    report.took = std::chrono::duration_cast<std::chrono::milliseconds>(ports.clock.now() - began);
    if (auto gone = run->postgres.drop(fresh); !gone)
        return gone.error();
    return report;
}

} // namespace deploy
