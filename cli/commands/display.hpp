// SPDX-License-Identifier: MIT
#pragma once
#include "../console/progress.hpp"
#include "../console/ticker.hpp"
#include "../session.hpp"

#include <deploy/event_reader.hpp>
#include <deploy/event_writer.hpp>
#include <deploy/run_end.hpp>
#include <memory>
#include <optional>
#include <string_view>

namespace deploy::cli {

/// One run on the screen: progress while it runs, then its end. With `--json` the events.
class Display {
public:
    Display(const Session& session, const SafeText& safe);

    Observer& observer();
    /// With `--json`: an event that another process has told, as the line that it is.
    void pass_on(std::string_view line);
    /// Prints how it ended, and gives what to exit with.
    ExitCode conclude(const RunEnd& end);

private:
    std::unique_ptr<Progress> make_progress();
    void print_end(const RunEnd& end);
    void print_outcome(const Outcome& outcome, std::string_view serves);

    const Session& session_;
    const SafeText& safe_;
    std::optional<EventWriter> events_{};
    Observer nobody_{};
    EventReader passed_on_{nobody_};
    std::unique_ptr<Progress> progress_{};
    std::optional<Ticker> ticker_{}; // after progress_, which it draws
};

} // namespace deploy::cli
