// SPDX-License-Identifier: MIT
#include "format.hpp"
#include "report.hpp"
#include "sheet.hpp"

#include <algorithm>
#include <ostream>

namespace deploy::cli {
namespace {

std::string requests(const HistoryEntry& entry) {
    if (!entry.receipt || entry.receipt->traffic.sent == 0)
        return "-";
    return format_count(entry.receipt->traffic.failed) + "/" +
           format_count(entry.receipt->traffic.sent);
}

std::string end_of(const HistoryEntry& entry) {
    return is_terminal(entry.state) ? std::string{to_string(entry.state)} : "unfinished";
}

constexpr std::size_t longest_name = 10; // in 80 columns

} // namespace

void print_history(std::ostream& out, std::span<const HistoryEntry> entries, const SafeText& safe,
                   const Terminal& terminal) {
    if (entries.empty()) {
        out << "no deployment yet" << std::endl;
        return;
    }
    const auto room = terminal.interactive
                          ? static_cast<std::size_t>(std::max(terminal.columns, 40)) - 1
                          : std::string::npos;
    std::vector<std::vector<std::string>> rows{
        {"id", "kind", "commit", "ended", "took", "lost", "by"}};
    for (const auto& entry : entries) {
        rows.push_back({safe(entry.release.id), std::string{to_string(entry.release.kind)},
                        safe(short_revision(entry.release.revision)), end_of(entry),
                        entry.receipt ? format_duration(entry.receipt->total) : "-",
                        requests(entry), cut(safe(entry.release.by), longest_name)});
        if (!entry.cause.empty())
            rows.push_back({cut("  " + safe(entry.cause), room)});
    }
    print_table(out, rows, terminal);
    out.flush();
}

} // namespace deploy::cli
