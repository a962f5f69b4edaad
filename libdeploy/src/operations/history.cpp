// SPDX-License-Identifier: MIT
#include <deploy/history.hpp>

#include <algorithm>
#include <map>
#include <ranges>
#include <set>

namespace deploy {
namespace {

/// When each container was last known to be live, by id, from deployments that ended well.
std::map<std::string, std::string> last_live(std::span<const Record> records) {
    std::map<std::string, std::string> out;
    std::set<std::string> failed; // candidates that a stuck deployment left in the route
    for (const auto& record : records) {
        if (record.state == State::stuck && !out.contains(record.release.candidate_id))
            failed.insert(record.release.candidate_id);
        if (record.state != State::live)
            continue;
        if (const auto& was = record.release.incumbent; was && !failed.contains(was->id))
            out[was->id] = record.at;
        out[record.release.candidate_id] = record.at;
        failed.erase(record.release.candidate_id);
    }
    return out;
}

} // namespace

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
