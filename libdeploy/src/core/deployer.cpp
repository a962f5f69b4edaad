// SPDX-License-Identifier: MIT
#include <deploy/deployer.hpp>

#include <ranges>
#include <utility>

namespace deploy {
namespace {

std::string name_of_serving(const Release& release) {
    return release.incumbent ? release.incumbent->name + " still serves" : "nothing serves";
}

} // namespace

/// One deployment's passage through the table.
struct Deployer::Run {
    Deployer& deployer;
    Deployment deployment;
    std::stop_token stop;
    State state;
    State reached;
    Outcome outcome{};
    std::string cause{};
    std::chrono::steady_clock::time_point began = deployer.clock_.now();
    std::chrono::milliseconds earlier{0}; ///< What earlier processes took to where it resumes.

    Result<Outcome> to_the_end() {
        deployment.save = [this] { return record(); };
        deployer.observer_.on_begin(deployment.release);
        for (;;) {
            note_reached();
            if (auto saved = record(); !saved)
                return unwritable(saved.error());
            if (is_terminal(state))
                return finish();
            deployer.observer_.on_state(deployment.release, state);
            advance();
        }
    }

    void advance() {
        const auto entered = deployer.clock_.now();
        const Event event = enter();
        const auto took =
            std::chrono::duration_cast<std::chrono::milliseconds>(deployer.clock_.now() - entered);
        deployment.receipt.time_in[state] += took;
        const State to = next(state, event);
        deployer.observer_.on_transition(deployment.release, {state, event, to, took});
        state = to;
        if (state == State::live)
            cause.clear(); // a crash on the way was overcome
    }

    /// Remembers the highest state begun: what may need undoing.
    void note_reached() {
        if (state < State::reverting)
            reached = state;
    }

    Result<> record() {
        Record entry{
            .state = state, .release = deployment.release, .reached = reached, .cause = cause};
        if (is_terminal(state) || earlier.count() > 0) {
            deployment.receipt.total =
                earlier + std::chrono::duration_cast<std::chrono::milliseconds>(
                              deployer.clock_.now() - began);
            entry.receipt = deployment.receipt;
            entry.retire_failed = outcome.retire_failed();
        }
        return deployer.journal_.append(entry);
    }

    Event enter() {
        if (state == State::reverting)
            return revert();
        const bool decided = state == State::retiring;
        if (stop.stop_requested() && !decided)
            return turn_back(Error{Errc::cancelled, "cancelled before " + name()},
                             Event::cancelled);
        auto& step = *deployer.steps_[index(state)];
        auto done = step.run(deployment, decided ? std::stop_token{} : stop);
        if (done)
            return Event::succeeded;
        if (decided) { // the deployment is live all the same
            outcome.retire_error = done.error();
            deployer.observer_.on_warning(done.error().message);
            return Event::failed;
        }
        const bool cancelled = stop.stop_requested();
        return turn_back(cancelled ? Error{Errc::cancelled, "cancelled while " + name()}
                                   : done.error(),
                         cancelled ? Event::cancelled : Event::failed);
    }

    Event turn_back(const Error& error, Event event) {
        outcome.turned_back_in = state;
        outcome.error = error;
        cause = error.message;
        deployer.observer_.on_error(error);
        return event;
    }

    /// Undoes what was begun, last first, and stops at the first failure: a candidate that may
    /// still be routed must not be removed.
    Event revert() {
        for (const auto& step :
             deployer.steps_ | std::views::take(index(reached) + 1) | std::views::reverse)
            if (auto undone = step->undo(deployment); !undone) {
                outcome.revert_error = undone.error();
                cause += (cause.empty() ? "" : "; ") + undone.error().message;
                deployer.observer_.on_error(undone.error());
                return Event::failed;
            }
        return Event::succeeded;
    }

    /// The journal cannot be written. Where the step of `state` has not acted on traffic yet, the
    /// deployment is undone without it, which recovery from the last record would do as well; where
    /// traffic may have moved, everything stays as it is until the journal can be written again.
    Result<Outcome> unwritable(const Error& error) {
        const bool undoable = state <= State::switching || state == State::reverting;
        const bool safe = state == State::reverted || (undoable && revert() == Event::succeeded);
        if (!safe)
            return wait_for_recovery(error);
        return Error{Errc::io,
                     "the journal cannot be written, so the deployment was undone; " +
                         name_of_serving(deployment.release) + ": " + error.message,
                     error.fix};
    }

    /// How everything is, now that no further state can be entered.
    [[nodiscard]] std::string left() const {
        const auto& release = deployment.release;
        if (state == State::live)
            return release.candidate + " serves" +
                   (release.incumbent && !outcome.retire_error ? ", and the incumbent is stopped"
                                                               : "");
        if (outcome.revert_error)
            return "the way back is not complete";
        return "both " + release.candidate + " and the incumbent were left as they are";
    }

    [[nodiscard]] Result<Outcome> wait_for_recovery(const Error& error) const {
        return Error{Errc::unknown_outcome,
                     "the journal cannot be written while " + name() + "; " + left() + ": " +
                         error.message,
                     error.fix.empty() ? "psyfit-deploy recover"
                                       : error.fix + ", then psyfit-deploy recover"};
    }

    Result<Outcome> finish() {
        outcome.release = deployment.release;
        outcome.state = state;
        outcome.reached = reached;
        outcome.receipt = deployment.receipt;
        deployer.observer_.on_end(deployment.release, state, deployment.receipt);
        return std::move(outcome);
    }

    [[nodiscard]] std::string name() const { return std::string{to_string(state)}; }
};

Result<Outcome> Deployer::run(Deployment deployment, State entry, std::stop_token stop) {
    return Run{*this, std::move(deployment), std::move(stop), entry, entry}.to_the_end();
}

Result<Outcome> Deployer::resume(const Record& last, std::stop_token stop) {
    if (is_terminal(last.state))
        return Error{Errc::internal, "deployment " + last.release.id + " is over"};
    Run run{*this,
            Deployment{.release = last.release,
                       .resumed_at = clock_.now(),
                       .start_may_come = last.reached == State::starting},
            std::move(stop), next(last.state, Event::crashed), last.reached};
    run.cause = last.cause;
    if (run.cause.empty() && !last.retire_failed)
        run.cause = "crashed while " + std::string{to_string(last.state)};
    if (last.receipt) { // of a way back that got stuck, or an incumbent that was not stopped
        run.deployment.receipt = *last.receipt;
        run.earlier = last.receipt->total;
    }
    return run.to_the_end();
}

} // namespace deploy
