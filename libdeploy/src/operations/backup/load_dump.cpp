// SPDX-License-Identifier: MIT
#include "operations/backup/load_dump.hpp"

#include "operations/backup/dump_file.hpp"
#include "operations/backup/progress.hpp"
#include "operations/disk_places.hpp"

#include <algorithm>

namespace deploy {
namespace {

Result<> compare(const TableRows& restored, const TableRows& dumped, const Backup& backup) {
    for (const auto& [table, rows] : dumped)
        if (const auto found = restored.find(table);
            found == restored.end() || found->second != rows)
            return Error{Errc::corrupt,
                         "after loading " + backup.name() + " the table " + table + " has " +
                             std::to_string(found == restored.end() ? 0 : found->second) +
                             " rows instead of " + std::to_string(rows)};
    return {};
}

Result<TableRows> load(Postgres& postgres, const Backup& backup, const std::string& fresh,
                       const RestoreOptions& options) {
    auto file = DumpFile::open(backup.file, DumpReader::Mode::into_empty);
    if (!file)
        return file.error();
    ProgressTeller teller{options.progress};
    auto loaded = postgres.load(fresh, [&](std::span<char> buffer) {
        teller.tell(file->reader().size());
        return file->read(buffer);
    });
    if (!loaded)
        return loaded.error();
    if (auto held = hold_to_manifest(backup, *file); !held)
        return held.error();
    const auto& dumped = file->reader().rows();
    auto restored = postgres.count(fresh, dumped);
    if (!restored)
        return restored.error();
    if (auto same = compare(*restored, dumped, backup); !same)
        return same.error();
    return restored;
}

/// About what the database will take on the disk; 0 where nobody knows. The size of the live one is
/// the best guess, unless it lacks what the backup has: even compressed that is larger then.
Result<std::int64_t> room_needed(const BackupRun& run, const Backup& backup) {
    const auto live = run.postgres.size(run.config.database.name);
    if (!live)
        return live.error();
    const auto content = backup.manifest ? backup.manifest->content_size : 0;
    const auto guess = *live >= backup.size && *live > 0 ? *live : std::max(backup.size, content);
    return guess + guess / 5; // and what is written while it is loaded
}

Result<> look_for_room(const BackupRun& run, const Backup& backup) {
    constexpr std::int64_t mebi = std::int64_t{1} << 20U;
    const auto needed = room_needed(run, backup);
    if (!needed)
        return needed.error();
    const auto space = run.ports.machine.disk(existing(docker_files, run.ports.machine));
    if (!space || space->available >= *needed)
        return {};
    return Error{Errc::precondition,
                 "another database takes about " + std::to_string(*needed / mebi) +
                     " MiB, and Docker's disk has " + std::to_string(space->available / mebi) +
                     " MiB free",
                 "psyfit-deploy cleanup, or drop the database " + run.config.database.name +
                     "_before_restore where there is one"};
}

} // namespace

Result<TableRows> load_fresh(const BackupRun& run, const Backup& backup, const std::string& fresh,
                             const RestoreOptions& options) {
    auto& postgres = run.postgres;
    if (auto gone = postgres.drop(fresh); !gone)
        return gone.error();
    if (auto room = look_for_room(run, backup); !room)
        return room.error();
    if (auto made = postgres.create_like(fresh, run.config.database.name); !made)
        return made.error();
    auto rows = load(postgres, backup, fresh, options);
    if (rows)
        return rows;
    static_cast<void>(postgres.drop(fresh)); // the next run drops it, too
    return rows.error().within("the live database is as it was");
}

} // namespace deploy
