// SPDX-License-Identifier: MIT
#pragma once
#include "support/file_descriptor.hpp"

#include <deploy/backup.hpp>
#include <string>
#include <string_view>

namespace deploy {

/// The directory of the backups, for whoever changes it: one at a time, by its lock.
class BackupDirectory {
public:
    /// Makes it (mode 0700) where it is missing and its parent is there.
    static Result<BackupDirectory> open(const std::filesystem::path& path);

    /// A file that is being written has this name, which no list shows.
    [[nodiscard]] static std::string partial(std::string_view name);
    /// Removes what an earlier process did not finish. Only for the holder of the lock.
    void remove_partials() const;

    /// A new file of that name, mode 0600; an old one of the name is replaced.
    Result<FileDescriptor> create(const std::string& name) const;
    /// Opens it for reading; no link is followed.
    Result<FileDescriptor> open_file(const std::string& name) const;
    /// Writes a whole small file, durable under its name when this returns.
    Result<> write(const std::string& name, std::string_view content) const;
    /// Gives the partial file its final name, durably.
    Result<> publish(const std::string& name) const;
    /// Removes a backup and its manifest; gone is success.
    Result<> remove(const std::string& name) const;
    [[nodiscard]] bool has(const std::string& name) const;
    [[nodiscard]] std::filesystem::path path_of(const std::string& name) const {
        return path_ / name;
    }

private:
    BackupDirectory(FileDescriptor directory, std::filesystem::path path)
        : directory_{std::move(directory)}, path_{std::move(path)} {}

    FileDescriptor directory_;
    std::filesystem::path path_;
};

/// Name of the manifest of a backup.
[[nodiscard]] std::string manifest_name(std::string_view backup);
/// Writes the manifest of a backup, in place of an earlier one.
Result<> write_manifest(const BackupDirectory& directory, const std::string& backup,
                        const BackupManifest& manifest);
/// The lock of the directory: one backup or restore at a time.
[[nodiscard]] std::filesystem::path backup_lock(const Config& config);

} // namespace deploy
