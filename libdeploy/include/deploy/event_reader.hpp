// SPDX-License-Identifier: MIT
#pragma once
#include <cstdint>
#include <deploy/observer.hpp>
#include <deploy/result.hpp>
#include <deploy/run_end.hpp>
#include <optional>
#include <string_view>

namespace deploy {

/// Tells an observer a run from the lines that EventWriter wrote, wherever that was.
class EventReader {
public:
    explicit EventReader(Observer& observer) : observer_{observer} {}

    /// Tells the event of one line. One whose number came before is left out, so that a stream may
    /// be read again from an earlier point; so is a kind that is not known here. `corrupt` where it
    /// is no such line.
    Result<> feed(std::string_view line);

    /// The number of the last event; 0 before the first.
    [[nodiscard]] std::uint64_t last() const { return last_; }
    /// How the run ended, once that has been told.
    [[nodiscard]] const std::optional<RunEnd>& end() const { return end_; }

private:
    Observer& observer_;
    std::uint64_t last_ = 0;
    std::optional<RunEnd> end_{};
};

} // namespace deploy
