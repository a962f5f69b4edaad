// SPDX-License-Identifier: MIT
#include "core/last_live.hpp"

#include <deploy/history.hpp>

#include <algorithm>
#include <ranges>

namespace deploy {

std::vector<HistoryEntry> history(std::span<const Record> records) {
    std::vector<HistoryEntry> out;
    for (const auto& record : records) {
        if (out.empty() || out.back().release.id != record.release.id)
            out.emplace_back();
        auto& entry = out.back();
        entry = {.release = record.release,
                 .state = record.state,
                 .reached = record.reached,
                 .ended_at = record.at,
                 .cause = record.cause,
                 .receipt = record.receipt};
    }
    std::ranges::reverse(out);
    return out;
}

Result<std::vector<RollbackCandidate>>
rollback_candidates(std::span<const Record> records, Engine& engine, std::string_view routed_id) {
    const auto existing = engine.ids();
    if (!existing)
        return existing.error();
    std::vector<RollbackCandidate> out;
    for (const auto& [id, at] : last_live(records)) {
        if (id == routed_id || !existing->contains(id))
            continue;
        auto container = engine.inspect(id);
        if (!container)
            return container.error();
        if (!*container || (*container)->id != id)
            continue;
        auto revision = revision_of((*container)->labels);
        out.push_back({.container = std::move(**container),
                       .revision = std::move(revision),
                       .last_live = at});
    }
    std::ranges::sort(out, std::ranges::greater{}, &RollbackCandidate::last_live);
    return out;
}

} // namespace deploy
