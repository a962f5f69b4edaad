// SPDX-License-Identifier: MIT
#include "operations/backup/load_dump.hpp"

#include "operations/backup/dump_file.hpp"
#include "operations/backup/progress.hpp"

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

} // namespace

Result<TableRows> load_fresh(Postgres& postgres, const Config& config, const Backup& backup,
                             const std::string& fresh, const RestoreOptions& options) {
    if (auto gone = postgres.drop(fresh); !gone)
        return gone.error();
    if (auto made = postgres.create_like(fresh, config.database.name); !made)
        return made.error();
    auto rows = load(postgres, backup, fresh, options);
    if (rows)
        return rows;
    static_cast<void>(postgres.drop(fresh)); // the next run drops it, too
    return rows.error().within("the live database is as it was");
}

} // namespace deploy
