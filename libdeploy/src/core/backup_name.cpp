// SPDX-License-Identifier: MIT
#include "core/backup_name.hpp"

#include <algorithm>
#include <array>
#include <ctime>

namespace deploy {
namespace {

constexpr std::string_view safety_prefix = "pre_restore_";
constexpr std::array<std::string_view, 2> suffixes{".sql.gz", ".sql.zst"};

bool is_stamp(std::string_view text) {
    constexpr std::string_view form = "dddddddd_dddddd";
    return std::ranges::equal(text, form, [](char is, char wanted) {
        return wanted == 'd' ? is >= '0' && is <= '9' : is == wanted;
    });
}

} // namespace

std::string BackupName::text() const {
    return (safety ? std::string{safety_prefix} : std::string{}) + database + "_" + stamp + suffix;
}

std::optional<BackupName> parse_backup_name(std::string_view name, std::string_view database) {
    BackupName out{.database = std::string{database}};
    const auto* suffix =
        std::ranges::find_if(suffixes, [&](auto each) { return name.ends_with(each); });
    if (suffix == suffixes.end())
        return std::nullopt;
    out.suffix = *suffix;
    name.remove_suffix(suffix->size());
    out.safety = name.starts_with(safety_prefix);
    if (out.safety)
        name.remove_prefix(safety_prefix.size());
    if (!name.starts_with(database))
        return std::nullopt;
    name.remove_prefix(database.size());
    if (!name.starts_with('_') || !is_stamp(name.substr(1)))
        return std::nullopt;
    out.stamp = name.substr(1);
    return out;
}

std::vector<CompleteBackup> complete_backups(const std::vector<FileEntry>& files,
                                             std::string_view database) {
    constexpr std::int64_t smallest_dump = 256;
    std::vector<CompleteBackup> out;
    for (const auto& file : files) {
        const auto name = parse_backup_name(file.name, database);
        if (!name || name->safety || file.size < smallest_dump)
            continue;
        out.push_back({file.name, std::min(file.modified, std::chrono::system_clock::from_time_t(
                                                              time_of_stamp(name->stamp)))});
    }
    std::ranges::sort(out, std::ranges::greater{}, &CompleteBackup::taken);
    return out;
}

std::optional<CompleteBackup> newest_backup(const std::vector<FileEntry>& files,
                                            std::string_view database) {
    auto all = complete_backups(files, database);
    return all.empty() ? std::nullopt : std::optional{std::move(all.front())};
}

std::string backup_stamp(std::chrono::system_clock::time_point time) {
    const auto seconds = std::chrono::system_clock::to_time_t(time);
    std::tm parts{};
    ::localtime_r(&seconds, &parts);
    std::array<char, 32> text{};
    return {text.data(), std::strftime(text.data(), text.size(), "%Y%m%d_%H%M%S", &parts)};
}

std::int64_t time_of_stamp(const std::string& stamp) {
    std::tm parts{};
    if (!is_stamp(stamp) || ::strptime(stamp.c_str(), "%Y%m%d_%H%M%S", &parts) == nullptr)
        return 0;
    parts.tm_isdst = -1;
    return std::mktime(&parts);
}

std::string backup_suffix(std::string_view compression) {
    return compression == "zstd" ? ".sql.zst" : ".sql.gz";
}

} // namespace deploy
