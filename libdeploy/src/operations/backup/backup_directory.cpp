// SPDX-License-Identifier: MIT
#include "operations/backup/backup_directory.hpp"

#include "adapters/durable_file.hpp"

#include <boost/json/serialize.hpp>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace deploy {
namespace {
constexpr std::string_view partial_suffix = ".part";
}

std::string manifest_name(std::string_view backup) { return std::string{backup} + ".json"; }

Result<> write_manifest(const BackupDirectory& directory, const std::string& backup,
                        const BackupManifest& manifest) {
    return directory.write(manifest_name(backup), boost::json::serialize(to_json(manifest)) + "\n");
}

std::filesystem::path backup_lock(const Config& config) {
    return config.backup.directory / ".psyfit-deploy.lock";
}

Result<BackupDirectory> BackupDirectory::open(const std::filesystem::path& path) {
    auto directory = open_state_directory(path, IfMissing::create);
    if (!directory)
        return directory.error();
    return BackupDirectory{std::move(*directory), path};
}

std::string BackupDirectory::partial(std::string_view name) {
    return "." + std::string{name} + std::string{partial_suffix};
}

void BackupDirectory::remove_partials() const {
    std::error_code unreadable;
    for (const auto& entry : std::filesystem::directory_iterator{path_, unreadable}) {
        const auto name = entry.path().filename().string();
        const bool orphan = name.ends_with(".json") && !has(name.substr(0, name.size() - 5)) &&
                            name.find(".sql.") != std::string::npos;
        if (orphan || (name.starts_with('.') && name.ends_with(partial_suffix)))
            ::unlinkat(directory_.get(), name.c_str(), 0);
    }
}

Result<FileDescriptor> BackupDirectory::create(const std::string& name) const {
    ::unlinkat(directory_.get(), name.c_str(), 0);
    FileDescriptor file{::openat(directory_.get(), name.c_str(),
                                 O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600)};
    if (!file)
        return system_error("make", path_of(name));
    return file;
}

Result<FileDescriptor> BackupDirectory::open_file(const std::string& name) const {
    FileDescriptor file{
        ::openat(directory_.get(), name.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC)};
    if (!file)
        return system_error("open", path_of(name));
    return file;
}

Result<> BackupDirectory::write(const std::string& name, std::string_view content) const {
    const auto file = create(partial(name));
    if (!file)
        return file.error();
    if (auto written = write_at_end(*file, path_of(name), 0, content, Outlives::machine); !written)
        return written;
    return publish(name);
}

Result<> BackupDirectory::publish(const std::string& name) const {
    if (::renameat(directory_.get(), partial(name).c_str(), directory_.get(), name.c_str()) != 0)
        return system_error("give its name to", path_of(name));
    return sync_directory(directory_, path_);
}

Result<> BackupDirectory::remove(const std::string& name) const {
    // The manifest last: without its backup it is found and removed later.
    for (const auto& each : {name, manifest_name(name)})
        if (::unlinkat(directory_.get(), each.c_str(), 0) != 0 && errno != ENOENT)
            return system_error("remove", path_of(each));
    return {};
}

bool BackupDirectory::has(const std::string& name) const {
    return ::faccessat(directory_.get(), name.c_str(), F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

} // namespace deploy
