// SPDX-License-Identifier: MIT
#include "operations/backup/backup_directory.hpp"
#include "operations/backup/dump_file.hpp"

#include <vector>

namespace deploy {
namespace {

using SteadyClock = std::chrono::steady_clock;

Error differs(const Backup& backup, const std::string& what) {
    return {Errc::corrupt, backup.name() + " is not what was written: " + what,
            "psyfit-deploy restore --list, and take another one"};
}

} // namespace

Result<> hold_to_manifest(const Backup& backup, const DumpFile& file) {
    std::error_code unreadable;
    if (!backup.manifest)
        return std::filesystem::exists(manifest_name(backup.file.string()), unreadable)
                   ? Result<>{differs(backup, "its manifest cannot be read")}
                   : Result<>{};
    const auto& manifest = *backup.manifest;
    if (manifest.sha256 != file.sha256())
        return differs(backup, "its checksum is not that of its manifest");
    if (manifest.rows != file.reader().rows())
        return differs(backup, "its rows are not those of its manifest");
    return {};
}

Result<BackupCheck> verify_backup(const Backup& backup, const std::stop_token& stop) {
    const auto began = SteadyClock::now();
    auto file = DumpFile::open(backup.file, DumpReader::Mode::all);
    if (!file)
        return file.error();
    std::vector<char> buffer(std::size_t{256} << 10U);
    while (true) {
        if (stop.stop_requested())
            return Error{Errc::cancelled, "stopped before " + backup.name() + " was read"};
        const auto count = file->read(buffer);
        if (!count)
            return count.error().within(backup.name());
        if (*count == 0)
            break;
    }
    if (auto held = hold_to_manifest(backup, *file); !held)
        return held.error();
    return BackupCheck{
        .rows = file->reader().rows(),
        .content_size = file->reader().size(),
        .took = std::chrono::duration_cast<std::chrono::milliseconds>(SteadyClock::now() - began),
        .compared = backup.manifest.has_value()};
}

} // namespace deploy
