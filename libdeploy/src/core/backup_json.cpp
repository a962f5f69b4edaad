// SPDX-License-Identifier: MIT
#include "core/backup_name.hpp"
#include "core/json_expect.hpp"

#include <array>
#include <boost/json/parse.hpp>
#include <deploy/backup.hpp>
#include <deploy/json.hpp>
#include <numeric>
#include <utility>

namespace deploy {
namespace json = boost::json;
namespace {

json::object rows_of(const TableRows& rows) {
    json::object out;
    for (const auto& [table, count] : rows)
        out[table] = count;
    return out;
}

/// What is noted after the backup was made; each is left out while there is nothing to tell.
constexpr std::array<std::pair<const char*, std::string BackupManifest::*>, 4> later_notes{
    {{"copy", &BackupManifest::copy},
     {"copy_failure", &BackupManifest::copy_failure},
     {"drilled", &BackupManifest::drilled},
     {"drill_failure", &BackupManifest::drill_failure}}};

BackupManifest parse_manifest(const json::object& from) {
    BackupManifest out{.database = json_expect::text(from, "database"),
                       .taken_at = json_expect::text(from, "taken_at"),
                       .size = json_expect::number(from, "size"),
                       .content_size = json_expect::number(from, "content_size"),
                       .sha256 = json_expect::text(from, "sha256")};
    const auto& rows = json_expect::object(from.if_contains("rows"), "rows");
    for (const auto& [table, count] : rows)
        out.rows.emplace(table, json_expect::count(rows, table));
    for (const auto& [key, member] : later_notes)
        if (from.contains(key))
            out.*member = json_expect::text(from, key);
    return out;
}

std::int64_t milliseconds(std::chrono::milliseconds duration) { return duration.count(); }

} // namespace

std::uint64_t BackupManifest::total_rows() const {
    return std::accumulate(
        rows.begin(), rows.end(), std::uint64_t{0},
        [](std::uint64_t sum, const TableRows::value_type& table) { return sum + table.second; });
}

json::object to_json(const BackupManifest& manifest) {
    json::object out{{"database", manifest.database}, {"taken_at", manifest.taken_at},
                     {"size", manifest.size},         {"content_size", manifest.content_size},
                     {"sha256", manifest.sha256},     {"rows", rows_of(manifest.rows)}};
    for (const auto& [key, member] : later_notes)
        if (!(manifest.*member).empty())
            out[key] = manifest.*member;
    return out;
}

Result<BackupManifest> manifest_from_json(const json::value& value) {
    return json_expect::guarded(value, "the manifest of a backup", parse_manifest);
}

BackupManifest manifest_beside(const std::string& backup, const Config& config, Machine& machine) {
    const auto text = machine.read(config.backup.directory / (backup + ".json"));
    boost::system::error_code damaged;
    const auto value = text ? json::parse(*text, damaged) : json::value{};
    auto manifest = manifest_from_json(value);
    return manifest ? std::move(*manifest) : BackupManifest{};
}

json::object to_json(const Backup& backup) {
    json::object out{{"file", backup.file.string()}, {"name", backup.name()},
                     {"stamp", backup.stamp},        {"safety", backup.safety},
                     {"stored", backup.stored},      {"size", backup.size}};
    out["manifest"] = backup.manifest ? json::value(to_json(*backup.manifest)) : json::value();
    return out;
}

json::object to_json(const BackupReport& report) {
    json::object out{{"backup", to_json(report.backup)},
                     {"dry_run", report.dry_run},
                     {"took_ms", milliseconds(report.took)},
                     {"removed", json::array(report.removed.begin(), report.removed.end())}};
    out["copy"] = report.copy ? json::value(*report.copy) : json::value();
    out["copy_failure"] =
        report.copy_failure ? json::value(to_json(*report.copy_failure)) : json::value();
    return out;
}

json::object to_json(const BackupCheck& check) {
    return {{"rows", rows_of(check.rows)},
            {"content_size", check.content_size},
            {"took_ms", milliseconds(check.took)},
            {"compared", check.compared}};
}

json::object to_json(const RestoreReport& report) {
    json::object out{{"backup", to_json(report.backup)},
                     {"rows", rows_of(report.rows)},
                     {"kept", report.kept},
                     {"took_ms", milliseconds(report.took)},
                     {"interrupted_ms", milliseconds(report.interrupted)}};
    out["dropped"] = report.dropped.empty() ? json::value() : json::value(report.dropped);
    out["safety"] = report.safety ? json::value(to_json(*report.safety)) : json::value();
    return out;
}

} // namespace deploy
