// SPDX-License-Identifier: MIT
#include "adapters/durable_file.hpp"
#include "core/backup_name.hpp"
#include "operations/backup/backup_directory.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <fcntl.h>
#include <sys/stat.h>

namespace deploy {
namespace {

namespace fs = std::filesystem;
constexpr std::size_t longest_manifest = std::size_t{4} << 20U;

std::optional<BackupManifest> read_manifest(const fs::path& backup) {
    const auto name = manifest_name(backup.string());
    const FileDescriptor file{
        ::open(name.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)};
    struct stat info {};
    if (!file || ::fstat(file.get(), &info) != 0 || !S_ISREG(info.st_mode))
        return std::nullopt;
    const auto text = read_all(file, name, longest_manifest);
    boost::system::error_code damaged;
    const auto value = text ? boost::json::parse(*text, damaged) : boost::json::value{};
    auto manifest = manifest_from_json(value);
    return manifest ? std::optional{std::move(*manifest)} : std::nullopt;
}

std::optional<Backup> look_at(const fs::path& file, const std::string& database) {
    const auto name = parse_backup_name(file.filename().string(), database);
    struct stat info {};
    if (!name || ::lstat(file.c_str(), &info) != 0 || !S_ISREG(info.st_mode))
        return std::nullopt;
    return Backup{.file = file,
                  .stamp = name->stamp,
                  .safety = name->safety,
                  .size = info.st_size,
                  .written_at = info.st_mtim.tv_sec,
                  .manifest = read_manifest(file)};
}

Error no_such(const std::string& name, const std::vector<Backup>& known) {
    constexpr std::size_t shown = 3;
    std::string list;
    for (std::size_t i = 0; i < std::min(shown, known.size()); ++i)
        list += (list.empty() ? "" : ", ") + known[i].name();
    return {Errc::not_found,
            "there is no backup '" + name + "'" +
                (list.empty() ? ", and no other either" : "; the newest are " + list),
            list.empty() ? "psyfit-deploy backup" : "psyfit-deploy restore --list"};
}

} // namespace

Result<std::vector<Backup>> list_backups(const Config& config) {
    std::vector<Backup> out;
    std::error_code failure;
    fs::directory_iterator entries{config.backup.directory, failure};
    if (failure == std::errc::no_such_file_or_directory)
        return out;
    for (; !failure && entries != fs::directory_iterator{}; entries.increment(failure))
        if (auto backup = look_at(entries->path(), config.database.name))
            out.push_back(std::move(*backup));
    if (failure)
        return Error{Errc::io, "the directory " + config.backup.directory.string() +
                                   " cannot be read: " + failure.message()};
    sort_backups(out);
    return out;
}

Result<Backup> find_backup(const Config& config, const std::optional<std::string>& name) {
    const auto known = list_backups(config);
    if (!known)
        return known.error();
    const auto found = std::ranges::find_if(*known, [&](const Backup& backup) {
        return name ? backup.name() == *name || backup.file == fs::path{*name} : !backup.safety;
    });
    if (found != known->end())
        return *found;
    if (!name)
        return Error{Errc::not_found,
                     "there is no backup of " + config.database.name + " in " +
                         config.backup.directory.string(),
                     "psyfit-deploy backup"};
    // A dump from elsewhere: any regular file that is named by its path.
    struct stat info {};
    if (name->find('/') != std::string::npos && ::stat(name->c_str(), &info) == 0 &&
        S_ISREG(info.st_mode))
        return Backup{.file = fs::absolute(*name),
                      .stamp = {},
                      .size = info.st_size,
                      .written_at = info.st_mtim.tv_sec,
                      .manifest = read_manifest(*name)};
    return no_such(*name, *known);
}

} // namespace deploy
