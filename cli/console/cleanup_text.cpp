// SPDX-License-Identifier: MIT
#include "format.hpp"
#include "report.hpp"
#include "sheet.hpp"

#include <algorithm>
#include <ostream>

namespace deploy::cli {
namespace {

using Rows = std::vector<std::vector<std::string>>;

std::string size_of(const CleanupItem& item) {
    return item.bytes > 0 ? format_bytes(item.bytes) : "-";
}

std::string kind_of(const CleanupItem& item) {
    return item.kind == CleanupItem::Kind::container ? "container" : "image";
}

void add_rows(Rows& rows, const char* fate, const std::vector<CleanupItem>& items,
              const SafeText& safe) {
    for (const auto& item : items)
        rows.push_back({item.failure ? "failed" : fate, kind_of(item), safe(item.name),
                        size_of(item), safe(item.failure ? item.failure->message : item.why)});
}

std::string counted(std::size_t count, const char* what) {
    return std::to_string(count) + ' ' + what;
}

std::string cache_of(const Cleanup& cleanup) {
    return cleanup.build_cache ? format_bytes(*cleanup.build_cache) + " of it build cache"
                               : "the build cache stays";
}

std::string total(const Cleanup& cleanup, Changes changes) {
    const auto failed = std::ranges::count_if(
        cleanup.gone, [](const CleanupItem& item) { return item.failure.has_value(); });
    const auto gone = cleanup.gone.size() - static_cast<std::size_t>(failed);
    if (changes == Changes::told)
        return counted(gone, "would go, ") + counted(cleanup.kept.size(), "stay; ") +
               "how much becomes free is not known beforehand";
    auto text = counted(gone, "removed, ");
    if (failed > 0)
        text += counted(static_cast<std::size_t>(failed), "failed, ");
    text += counted(cleanup.kept.size(), "stay; ");
    return text + (cleanup.freed ? format_bytes(*cleanup.freed) + " freed, " + cache_of(cleanup)
                                 : "how much became free is not known");
}

} // namespace

void print_cleanup(std::ostream& out, const Cleanup& cleanup, Changes changes, const SafeText& safe,
                   const Terminal& terminal) {
    Rows rows{{"", "what", "name", "size", "why"}};
    add_rows(rows, changes == Changes::told ? "would go" : "removed", cleanup.gone, safe);
    add_rows(rows, "stays", cleanup.kept, safe);
    if (rows.size() > 1)
        print_table(out, rows, terminal);
    if (cleanup.cache_failure)
        out << "build cache: " << safe(cleanup.cache_failure->message) << '\n';
    out << safe(cleanup.service) << ": " << total(cleanup, changes) << std::endl;
}

} // namespace deploy::cli
