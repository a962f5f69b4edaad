// SPDX-License-Identifier: MIT
#include "core/backup_name.hpp"
#include "operations/backup/backup_run.hpp"
#include "operations/backup/copies.hpp"
#include "operations/backup/dump_file.hpp"
#include "operations/backup/progress.hpp"
#include "support/wall_time.hpp"

namespace deploy {
namespace {

using std::chrono::milliseconds;

/// A name that is free; the clock may have been set back.
BackupName free_name(const Config& config, std::chrono::system_clock::time_point now, bool safety) {
    BackupName name{.database = config.database.name,
                    .safety = safety,
                    .suffix = backup_suffix(config.backup.compression)};
    std::error_code unreadable;
    do {
        name.stamp = backup_stamp(now);
        now += std::chrono::seconds{1};
    } while (std::filesystem::exists(config.backup.directory / name.text(), unreadable));
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

Result<std::vector<Backup>> expired(const Config& config, Ports ports) {
    const auto backups = list_backups(config);
    if (!backups)
        return backups.error();
    return expired_backups(*backups, config.backup, ports.clock.wall());
}

Result<std::vector<std::string>> remove_expired(const BackupRun& run) {
    const auto old = expired(run.config, run.ports);
    if (!old)
        return old.error();
    std::vector<std::string> removed;
    for (const auto& backup : *old) {
        if (auto gone = run.directory.remove(backup.name()); !gone)
            return gone.error();
        removed.push_back(backup.name());
    }
    return removed;
}

/// Makes nothing, not even the directory.
Result<BackupReport> foretell_backup(const Config& config, Ports ports,
                                     const BackupOptions& options) {
    if (const auto database = Postgres::find(config, ports, options.stop); !database)
        return database.error();
    const auto name = free_name(config, ports.clock.wall(), options.safety);
    const auto old = expired(config, ports);
    if (!old)
        return old.error();
    BackupReport report{.backup = {.file = config.backup.directory / name.text(),
                                   .stamp = name.stamp,
                                   .safety = name.safety},
                        .dry_run = true};
    for (const auto& backup : *old)
        report.removed.push_back(backup.name());
    return report;
}

/// Notes beside the backup what became of its copy, for the monitor: nobody reads an exit code at
/// two in the morning.
Result<> note_copy(const BackupRun& run, BackupReport& report) {
    auto& manifest = report.backup.manifest;
    if (!manifest)
        return {};
    manifest->copy = report.copy.value_or("");
    manifest->copy_failure = report.copy_failure ? report.copy_failure->message : "";
    return write_manifest(run.directory, report.backup.name(), *manifest);
}

} // namespace

Result<Backup> make_backup(const BackupRun& run, const BackupOptions& options) {
    const auto now = run.ports.clock.wall();
    const auto name = free_name(run.config, now, options.safety);
    const auto file = run.directory.create(BackupDirectory::partial(name.text()));
    if (!file)
        return file.error();
    auto manifest = dump_into(*file, name.text(), run, options);
    if (!manifest) {
        run.directory.remove_partials();
        return manifest.error();
    }
    // The manifest first: a backup never stands without the one it was made with.
    if (auto written = write_manifest(run.directory, name.text(), *manifest); !written)
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

Result<BackupReport> back_up(const Config& config, Ports ports, const BackupOptions& options) {
    if (options.dry_run)
        return foretell_backup(config, ports, options);
    const auto began = ports.clock.now();
    auto run = BackupRun::begin(config, ports, "backup", options.stop);
    if (!run)
        return run.error();
    auto backup = make_backup(*run, options);
    if (!backup)
        return backup.error();
    BackupReport report{.backup = std::move(*backup)};
    report.took = std::chrono::duration_cast<milliseconds>(ports.clock.now() - began);
    if (options.safety)
        return report;
    auto copy = copy_backup(config, report.backup, options.stop);
    if (!copy) { // nothing old goes before the new one is safe
        report.copy_failure = copy.error();
        static_cast<void>(note_copy(*run, report)); // it is told all the same
        report.copy_failure = copy.error().within("the backup was made, but not copied");
        return report;
    }
    report.copy = std::move(*copy);
    if (report.copy)
        if (auto noted = note_copy(*run, report); !noted)
            return noted.error().within("the backup was made and copied, which cannot be noted");
    if (auto gone = remove_expired_copies(config); !gone)
        report.copy_failure = gone.error().within(
            "the backup was made and copied, but older copies were not removed");
    auto removed = remove_expired(*run);
    if (!removed)
        return removed.error().within("the backup was made, but older ones were not removed");
    report.removed = std::move(*removed);
    return report;
}

} // namespace deploy
