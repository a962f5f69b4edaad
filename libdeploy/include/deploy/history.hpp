// SPDX-License-Identifier: MIT
#pragma once
#include <deploy/container.hpp>
#include <deploy/engine.hpp>
#include <deploy/journal.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace deploy {

/// One deployment, as the journal tells it.
struct HistoryEntry {
    Release release;
    State state = State::pulling; ///< Terminal, or where a crash left it.
    State reached = State::pulling;
    std::string ended_at{}; ///< Of its last record.
    std::string cause{};
    std::optional<Receipt> receipt{};
};

/// The deployments of the journal, newest first.
[[nodiscard]] std::vector<HistoryEntry> history(std::span<const Record> records);

/// A stopped container that can be put back in service.
struct RollbackCandidate {
    Container container;
    std::string revision{};
    std::string last_live{}; ///< When it last began or ended its service, RFC 3339.
};

/// The containers that were live before and still exist, newest first; the routed one left out.
Result<std::vector<RollbackCandidate>>
rollback_candidates(std::span<const Record> records, Engine& engine, std::string_view routed_id);

} // namespace deploy
