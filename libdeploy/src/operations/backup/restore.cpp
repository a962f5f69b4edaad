// SPDX-License-Identifier: MIT
#include "operations/backup/backup_run.hpp"
#include "operations/backup/load_dump.hpp"
#include "operations/holder.hpp"

#include <deploy/flow.hpp>

namespace deploy {
namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;

/// The safety backup of what is live; none where there is no such database yet.
Result<std::optional<Backup>> save_live(BackupRun& run, const RestoreOptions& options) {
    const auto there = run.postgres.exists(run.config.database.name);
    if (!there)
        return there.error();
    if (!*there)
        return std::optional<Backup>{};
    auto safety = make_backup(run, {.safety = true, .stop = options.stop});
    if (!safety) {
        auto why = safety.error().within("no safety backup could be made, so nothing was restored");
        if (why.fix.empty())
            why.fix = "psyfit-deploy backup, which has to be good first";
        return why;
    }
    return std::optional{std::move(*safety)};
}

std::string aside_of(const Config& config) { return config.database.name + "_before_restore"; }

Result<> put_live(BackupRun& run, const std::string& fresh, RestoreReport& report) {
    const auto& live = run.config.database.name;
    if (!report.safety) // nothing to put aside
        return run.postgres.rename(fresh, live);
    report.kept = aside_of(run.config);
    const auto former = run.postgres.exists(report.kept);
    if (!former)
        return former.error();
    if (auto gone = run.postgres.drop(report.kept); !gone)
        return gone;
    if (*former)
        report.dropped = report.kept;
    const auto began = run.ports.clock.now();
    auto swapped = run.postgres.swap(live, fresh, report.kept);
    report.interrupted = duration_cast<milliseconds>(run.ports.clock.now() - began);
    return swapped;
}

} // namespace

Result<std::optional<std::string>> database_to_drop(const Config& config, Ports ports,
                                                    const std::stop_token& stop) {
    auto postgres = Postgres::find(config, ports, stop);
    if (!postgres)
        return postgres.error();
    for (const auto& name : {config.database.name, aside_of(config)}) {
        const auto there = postgres->exists(name);
        if (!there)
            return there.error();
        if (!*there) // without a live one nothing is put aside
            return std::optional<std::string>{};
    }
    return std::optional{aside_of(config)};
}

Result<RestoreReport> restore(const Config& config, Ports ports, const Backup& backup,
                              const RestoreOptions& options) {
    // A deployment meanwhile would migrate the database that is about to be put aside.
    const auto host = HostLock::acquire(lock_file(config), purpose("restore", config),
                                        std::chrono::seconds{0}, options.stop);
    if (!host)
        return host.error();
    auto run = BackupRun::begin(config, ports, "restore", options.stop);
    if (!run)
        return run.error();
    RestoreReport report{.backup = backup};
    auto safety = save_live(*run, options);
    if (!safety)
        return safety.error();
    report.safety = std::move(*safety);
    const auto fresh = config.database.name + "_restoring";
    const auto began = ports.clock.now();
    auto rows = load_fresh(*run, backup, fresh, options);
    if (!rows)
        return rows.error();
    report.rows = std::move(*rows);
    report.took = duration_cast<milliseconds>(ports.clock.now() - began);
    if (auto live = put_live(*run, fresh, report); !live)
        return live.error();
    return report;
}

} // namespace deploy
