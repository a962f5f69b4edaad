// SPDX-License-Identifier: MIT
#include "operations/backup/copies.hpp"

#include "adapters/durable_file.hpp"
#include "core/backup_name.hpp"
#include "operations/backup/backup_run.hpp"

#include <algorithm>
#include <fcntl.h>
#include <unistd.h>

namespace deploy {
namespace {

/// The copies among the objects, newest first.
std::vector<Backup> backups_among(const std::vector<StoredObject>& objects,
                                  const std::string& database) {
    std::vector<Backup> out;
    for (const auto& object : objects)
        if (const auto name = parse_backup_name(object.name, database))
            out.push_back({.file = object.name,
                           .stamp = name->stamp,
                           .safety = name->safety,
                           .size = object.size,
                           .written_at = time_of_stamp(name->stamp),
                           .stored = true});
    std::ranges::sort(out, std::ranges::greater{}, &Backup::stamp);
    return out;
}

Result<> remove_expired_from(ObjectStorage& storage, const Config& config) {
    const auto objects = storage.list();
    if (!objects)
        return objects.error();
    const auto copies = backups_among(*objects, config.database.name);
    for (const auto& copy :
         expired_backups(copies, config.backup, std::chrono::system_clock::now()))
        for (const auto& name : {copy.name(), manifest_name(copy.name())})
            if (auto gone = storage.remove(name); !gone)
                return gone;
    return {};
}

/// Fetches one object into the directory, durable under its name.
Result<> fetch(ObjectStorage& storage, const std::string& name, const BackupDirectory& directory,
               const std::stop_token& stop) {
    const auto file = directory.create(BackupDirectory::partial(name));
    if (!file)
        return file.error();
    std::size_t size = 0;
    auto got = storage.get(
        name,
        [&](std::string_view bytes) -> Result<> {
            auto written =
                write_at_end(*file, directory.path_of(name), size, bytes, Outlives::process);
            size += bytes.size();
            return written;
        },
        stop);
    if (!got)
        return got;
    if (::fsync(file->get()) != 0)
        return system_error("make durable", directory.path_of(name));
    return directory.publish(name);
}

/// The object's name, its bucket included.
std::string copy_of(const Config& config, const std::string& name) {
    return config.storage.bucket + "/" + config.storage.prefix + name;
}

} // namespace

Result<std::optional<std::string>> copy_backup(const Config& config, const Backup& backup,
                                               const std::stop_token& stop) {
    const auto storage = make_object_storage(config.storage, config.backup.timeout);
    if (!storage)
        return storage.error();
    if (!*storage)
        return std::optional<std::string>{};
    const auto manifest = manifest_name(backup.file.string());
    if (auto stored = (*storage)->put(manifest_name(backup.name()), manifest, stop); !stored)
        return stored.error();
    if (auto stored = (*storage)->put(backup.name(), backup.file, stop); !stored)
        return stored.error();
    return std::optional{copy_of(config, backup.name())};
}

Result<> remove_expired_copies(const Config& config) {
    const auto storage = make_object_storage(config.storage, config.backup.timeout);
    if (!storage)
        return storage.error();
    return *storage ? remove_expired_from(**storage, config) : Result<>{};
}

Result<std::vector<Backup>> list_stored_backups(const Config& config) {
    const auto storage = make_object_storage(config.storage, config.backup.timeout);
    if (!storage)
        return storage.error();
    if (!*storage)
        return std::vector<Backup>{};
    const auto objects = (*storage)->list();
    if (!objects)
        return objects.error();
    return backups_among(*objects, config.database.name);
}

Result<Backup> fetch_backup(const Config& config, const std::string& name,
                            const std::stop_token& stop) {
    const auto storage = make_object_storage(config.storage, config.backup.timeout);
    if (!storage)
        return storage.error();
    if (!*storage || !parse_backup_name(name, config.database.name))
        return Error{Errc::not_found, "there is no backup '" + name + "' to fetch",
                     "psyfit-deploy restore --list"};
    const auto directory = BackupDirectory::open(config.backup.directory);
    if (!directory)
        return directory.error();
    const auto lock = HostLock::acquire(backup_lock(config), "fetching of " + name,
                                        std::chrono::seconds{0}, stop);
    if (!lock)
        return lock.error();
    // A copy that was made by hand may have no manifest.
    if (auto got = fetch(**storage, manifest_name(name), *directory, stop); !got) {
        directory->remove_partials();
        if (!got.error().is(Errc::not_found))
            return got.error();
    }
    if (auto got = fetch(**storage, name, *directory, stop); !got) {
        directory->remove_partials();
        return got.error();
    }
    auto found = find_backup(config, name);
    if (found && found->manifest) { // it was stored before it could say so
        found->manifest->copy = copy_of(config, name);
        if (auto noted = write_manifest(*directory, name, *found->manifest); !noted)
            return noted.error();
    }
    return found;
}

} // namespace deploy
