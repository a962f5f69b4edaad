// SPDX-License-Identifier: MIT
#include "backup_text.hpp"

#include "format.hpp"
#include "sheet.hpp"

#include <numeric>
#include <ostream>

namespace deploy::cli {
namespace {

std::string count_of(const TableRows& rows) {
    const auto sum = std::accumulate(
        rows.begin(), rows.end(), std::uint64_t{0},
        [](std::uint64_t so_far, const auto& table) { return so_far + table.second; });
    return format_count(sum) + " rows in " + format_count(rows.size()) + " tables";
}

std::string duration(std::chrono::milliseconds took) { return format_duration(took); }

/// `2026-11-24 02:00:00` of `20261124_020000`.
std::string spoken(const std::string& stamp) {
    if (stamp.size() != 15)
        return "-";
    return stamp.substr(0, 4) + "-" + stamp.substr(4, 2) + "-" + stamp.substr(6, 2) + " " +
           stamp.substr(9, 2) + ":" + stamp.substr(11, 2) + ":" + stamp.substr(13, 2);
}

} // namespace

void print_backup(std::ostream& out, const BackupReport& report, const SafeText& safe,
                  const Terminal& terminal) {
    Sheet sheet{out, terminal};
    const auto& backup = report.backup;
    sheet.line(report.dry_run ? "would make" : "backup", safe(backup.file.string()));
    if (!report.dry_run)
        sheet.line("size",
                   format_bytes(backup.size) +
                       (backup.manifest
                            ? " (" + format_bytes(backup.manifest->content_size) + " of SQL)"
                            : ""));
    if (backup.manifest)
        sheet.line("holds", count_of(backup.manifest->rows));
    if (!report.dry_run)
        sheet.line("took", duration(report.took));
    if (report.copy)
        sheet.line("copy", safe(*report.copy));
    for (const auto& name : report.removed)
        sheet.line(report.dry_run ? "would remove" : "removed", safe(name));
    out.flush();
}

void print_backups(std::ostream& out, std::span<const Backup> backups, const SafeText& safe,
                   const Terminal& terminal) {
    std::vector<std::vector<std::string>> rows{{"backup", "taken", "size", "rows", "where"}};
    for (const auto& backup : backups)
        rows.push_back(
            {safe(backup.name()), spoken(backup.stamp), format_bytes(backup.size),
             backup.manifest ? format_count(backup.manifest->total_rows()) : "not counted",
             backup.stored ? "storage" : "here"});
    if (backups.empty())
        out << "there is no backup yet\n";
    else
        print_table(out, rows, terminal);
    out.flush();
}

void print_check(std::ostream& out, const Backup& backup, const BackupCheck& check,
                 const SafeText& safe, const Terminal& terminal) {
    Sheet sheet{out, terminal};
    sheet.line("good", safe(backup.name()), Ink::good);
    sheet.line("holds", count_of(check.rows) + ", " + format_bytes(check.content_size) + " of SQL");
    sheet.line("compared", check.compared ? "checksum and rows are those of its manifest"
                                          : "with nothing: it has no manifest");
    sheet.line("took", duration(check.took));
    out.flush();
}

void print_drill(std::ostream& out, const RestoreReport& report, const SafeText& safe,
                 const Terminal& terminal) {
    Sheet sheet{out, terminal};
    sheet.line("restores", safe(report.backup.name()), Ink::good);
    sheet.line("compared", count_of(report.rows) + ", each table as in the backup");
    sheet.line("took", duration(report.took) + "; the database of the drill is dropped");
    out.flush();
}

void print_restore(std::ostream& out, const RestoreReport& report, const Config& config,
                   const SafeText& safe, const Terminal& terminal) {
    Sheet sheet{out, terminal};
    sheet.line("restored", safe(config.database.name + " from " + report.backup.name()), Ink::good);
    sheet.line("holds", count_of(report.rows) + ", each table as in the backup");
    sheet.line("took", duration(report.took) + "; connections were cut for " +
                           duration(report.interrupted));
    if (!report.kept.empty())
        sheet.line("before", safe("stays as the database " + report.kept));
    if (!report.dropped.empty())
        sheet.line("dropped", safe("what an earlier restore had put aside under that name"));
    if (report.safety)
        sheet.line("safety", safe(report.safety->file.string()));
    out.flush();
}

} // namespace deploy::cli
