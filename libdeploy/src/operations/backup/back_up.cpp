// SPDX-License-Identifier: MIT
#include "core/backup_name.hpp"
#include "operations/backup/backup_run.hpp"
#include "operations/backup/copies.hpp"
#include "operations/backup/dump_file.hpp"
#include "operations/backup/progress.hpp"
#include "support/wall_time.hpp"

#include <boost/json/serialize.hpp>

namespace deploy {
namespace {

using std::chrono::milliseconds;

/// A name that is free; the clock may have been set back.
BackupName free_name(const Config& config, const BackupDirectory& directory,
                     std::chrono::system_clock::time_point now, bool safety) {
    BackupName name{.database = config.database.name,
                    .safety = safety,
                    .suffix = backup_suffix(config.backup.compression)};
    do {
        name.stamp = backup_stamp(now);
        now += std::chrono::seconds{1};
    } while (directory.has(name.text()));
    return name;
}

Result<BackupManifest> dump_into(const FileDescriptor& file, const std::string& name,
                                 const BackupRun& run, const BackupOptions& options) {
    BackupManifest manifest{.database = run.config.database.name,
                            .taken_at = rfc3339(run.ports.clock.wall())};
    DumpWriter writer{file, run.directory.path_of(name),
                      backup_suffix(run.config.backup.compression)};
    ProgressTeller teller{options.progress};
    auto dumped = run.postgres.dump(manifest.database, [&](std::string_view sql) {
        teller.tell(writer.reader().size());
        return writer.feed(sql);
    });
    if (!dumped)
        return dumped.error();
    if (auto finished = writer.finish(); !finished)
        return finished.error();
    manifest.size = writer.size();
    manifest.content_size = writer.reader().size();
    manifest.sha256 = writer.sha256();
    manifest.rows = writer.reader().rows();
    return manifest;
}

Result<Backup> foretell_backup(const BackupRun& run, const BackupOptions& options) {
    const auto name = free_name(run.config, run.directory, run.ports.clock.wall(), options.safety);
    return Backup{
        .file = run.directory.path_of(name.text()), .stamp = name.stamp, .safety = name.safety};
}

} // namespace

Result<Backup> make_backup(const BackupRun& run, const BackupOptions& options) {
    const auto now = run.ports.clock.wall();
    const auto name = free_name(run.config, run.directory, now, options.safety);
    const auto file = run.directory.create(BackupDirectory::partial(name.text()));
    if (!file)
        return file.error();
    auto manifest = dump_into(*file, name.text(), run, options);
    if (!manifest) {
        run.directory.remove_partials();
        return manifest.error();
    }
    // The manifest first: a backup never stands without the one it was made with.
    if (auto written = run.directory.write(manifest_name(name.text()),
                                           boost::json::serialize(to_json(*manifest)) + "\n");
        !written)
        return written.error();
    if (auto published = run.directory.publish(name.text()); !published)
        return published.error();
    return Backup{.file = run.directory.path_of(name.text()),
                  .stamp = name.stamp,
                  .safety = name.safety,
                  .size = manifest->size,
                  .written_at = std::chrono::system_clock::to_time_t(now),
                  .manifest = std::move(*manifest)};
}

Result<std::vector<std::string>> remove_expired(const BackupRun& run, bool dry_run) {
    const auto backups = list_backups(run.config);
    if (!backups)
        return backups.error();
    std::vector<std::string> removed;
    for (const auto& backup :
         expired_backups(*backups, run.config.backup, run.ports.clock.wall())) {
        if (auto gone = dry_run ? Result<>{} : run.directory.remove(backup.name()); !gone)
            return gone.error();
        removed.push_back(backup.name());
    }
    return removed;
}

Result<BackupReport> back_up(const Config& config, Ports ports, const BackupOptions& options) {
    const auto began = ports.clock.now();
    auto run = BackupRun::begin(config, ports, "backup", options.stop);
    if (!run)
        return run.error();
    auto backup = options.dry_run ? foretell_backup(*run, options) : make_backup(*run, options);
    if (!backup)
        return backup.error();
    BackupReport report{.backup = std::move(*backup), .dry_run = options.dry_run};
    report.took = std::chrono::duration_cast<milliseconds>(ports.clock.now() - began);
    if (options.safety)
        return report;
    if (!options.dry_run) {
        auto copy = copy_backup(config, report.backup, options.stop);
        if (copy)
            report.copy = std::move(*copy);
        else // nothing old goes before the new one is safe
            report.copy_failure = copy.error().within("the backup was made, but not copied");
    }
    if (report.copy_failure)
        return report;
    auto removed = remove_expired(*run, options.dry_run);
    if (!removed)
        return removed.error();
    report.removed = std::move(*removed);
    return report;
}

} // namespace deploy
