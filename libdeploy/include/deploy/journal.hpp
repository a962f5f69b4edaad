// SPDX-License-Identifier: MIT
#pragma once
#include <cstdint>
#include <deploy/release.hpp>
#include <deploy/result.hpp>
#include <optional>
#include <string>
#include <vector>

namespace deploy {

/// One journal record: the deployment is about to act in `state`, or, in a terminal state, is over.
struct Record {
    std::uint64_t sequence = 0; ///< Strictly increasing; set by the journal.
    std::string at{};           ///< RFC 3339, UTC; set by the journal.
    State state = State::pulling;
    Release release;
    /// Highest state begun so far, so that a resumed `reverting` knows what to undo.
    State reached = State::pulling;
    /// Why it turned back or got stuck, or, of one that goes on after a crash, where that was; for
    /// people. Empty in `live`.
    std::string cause{};
    std::optional<Receipt> receipt{}; ///< In terminal records.
    /// In `live`: a part that was away kept the incumbent from being stopped; recovery stops it.
    bool retire_failed = false;
};

/// The write-ahead journal of one service. docs/journal-format.md has its bytes.
class Journal {
public:
    virtual ~Journal() = default;

    /// Before it returns the record outlives this process and, unless its state `only_looks`, the
    /// machine. On failure nothing, or a torn tail that readers drop, was written; where the disk
    /// takes back neither, the record may be there without being durable.
    virtual Result<> append(const Record& record) = 0;
    /// Every record, oldest first. A torn tail is dropped; damage before it is `corrupt`.
    virtual Result<std::vector<Record>> read() = 0;
};

} // namespace deploy
