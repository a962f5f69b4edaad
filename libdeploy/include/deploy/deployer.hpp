// SPDX-License-Identifier: MIT
#pragma once
#include <deploy/clock.hpp>
#include <deploy/journal.hpp>
#include <deploy/observer.hpp>
#include <deploy/step.hpp>
#include <optional>

namespace deploy {

/// How a deployment ended.
struct Outcome {
    Release release;
    State state = State::reverted;
    State reached = State::pulling;        ///< Highest state begun.
    std::optional<State> turned_back_in{}; ///< The state that failed or was cancelled.
    std::optional<Error> error{};          ///< Its failure.
    std::optional<Error> revert_error{};   ///< Why the way back failed, when stuck.
    std::optional<Error> retire_error{};   ///< Why the incumbent may still run, when live.
    Receipt receipt{};

    /// A part that was away kept the incumbent from being stopped; recovery stops it. A `conflict`
    /// is somebody else's will, and left at that.
    [[nodiscard]] bool retire_failed() const {
        return retire_error && !retire_error->is(Errc::conflict);
    }
};

/// Drives a deployment through the lifecycle, writing each state to the journal before acting on
/// it. Not thread-safe; holds no lock: the caller has it.
class Deployer {
public:
    Deployer(const Steps& steps, Journal& journal, Clock& clock, Observer& observer)
        : steps_{steps}, journal_{journal}, clock_{clock}, observer_{observer} {}

    /// Runs a new deployment from `entry` to a terminal state. `stop` cancels by the table's rules.
    /// An Error means that the journal could not be written: before `switching` the deployment is
    /// then undone, from there on it is left for `recover`.
    Result<Outcome> run(Deployment deployment, State entry, std::stop_token stop);

    /// Resumes a deployment that crashed, from its last record. Idempotent.
    Result<Outcome> resume(const Record& last, std::stop_token stop);

private:
    struct Run; // one deployment's passage; deployer.cpp

    const Steps& steps_;
    Journal& journal_;
    Clock& clock_;
    Observer& observer_;
};

} // namespace deploy
