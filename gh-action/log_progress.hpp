// SPDX-License-Identifier: MIT
#pragma once
#include "workflow_commands.hpp"

#include <chrono>
#include <deploy/observer.hpp>
#include <mutex>
#include <optional>

namespace deploy::action {

/// A run in the log of a GitHub job: a group for each state, annotations for warnings and errors.
class LogProgress final : public Observer {
public:
    explicit LogProgress(WorkflowCommands& commands) : commands_{commands} {}

    /// A line that tells what is still going on, for a log that has been silent; by a timer.
    void heartbeat() noexcept;
    /// Ends the last group.
    void finish() noexcept;

    void on_cancelling() noexcept override;
    void on_begin(const Release& release) noexcept override;
    void on_state(const Release& release, State state) noexcept override;
    void on_transition(const Release& release, const Transition& what) noexcept override;
    void on_output(std::string_view line) noexcept override;
    void on_note(std::string_view text) noexcept override;
    void on_warning(std::string_view text) noexcept override;

private:
    void tell(std::string_view text); ///< With the mutex held.

    WorkflowCommands& commands_;
    std::mutex mutex_{};
    std::optional<State> state_{};
    std::chrono::steady_clock::time_point since_ = std::chrono::steady_clock::now();
    std::chrono::steady_clock::time_point told_ = since_;
};

} // namespace deploy::action
