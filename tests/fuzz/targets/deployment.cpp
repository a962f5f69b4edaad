// SPDX-License-Identifier: MIT
// A whole deployment, first deployment or rollback on a simulated server on which any calls go
// wrong in any way, also while it recovers; the invariants of the sweep must hold throughout and at
// the end. The input: the job, then pairs of bytes, how many calls go well and what happens next.
#include "fuzz/input.hpp"
#include "fuzz/targets.hpp"
#include "helpers/program.hpp"
#include "sweep/scenario.hpp"

#include <doctest/doctest.h>

namespace deploy::fuzz {

namespace {

using test::Candidate;
using test::Fault;

/// What goes wrong at which call, from the bytes of an input.
class Schedule {
public:
    Schedule(test::Scenario& scenario, Input input)
        : scenario_{scenario}, host_{scenario.host}, input_{input} {
        plan();
    }

    /// What happens at the call that is made now.
    Fault at_call() {
        if (!more_ || left_-- > 0)
            return Fault::none;
        const auto action = action_;
        plan();
        if (action < test::all_faults.size())
            return strike(test::all_faults[action]);
        change_world(action);
        return Fault::none;
    }

    [[nodiscard]] bool more() const { return more_; }
    /// Whether the proxy forgot its routes.
    [[nodiscard]] bool forgets() const { return forgets_; }
    [[nodiscard]] int failures() const { return failures_; }
    /// Whether a person recovers after a crash, or does the job anew.
    [[nodiscard]] bool recovers() const { return !anew_; }

private:
    void plan() {
        more_ = !input_.empty();
        left_ = input_.byte() % 64;
        const auto byte = input_.byte();
        action_ = byte % actions;
        anew_ = byte >= 128;
    }

    Fault strike(Fault fault) {
        failures_ += can_repeat(fault) ? 1 : 0;
        return fault;
    }

    /// What happens around the deployment.
    void change_world(unsigned action) {
        switch (action - test::all_faults.size()) {
        case 0: host_.elapsed += std::chrono::seconds{10}; break;
        case 1: host_.elapsed += std::chrono::hours{1}; break;
        case 2: sicken(); break;
        default: forgets_ = true; scenario_.forget_route();
        }
    }

    /// The candidate falls ill, which a deployment must notice until it is decided.
    void sicken() {
        if (!host_.records.empty() && host_.records.back().state < State::watching)
            host_.candidate = Candidate::never_healthy;
    }

    /// The faults, and the four of `change_world`.
    static constexpr unsigned actions = test::all_faults.size() + 4;

    test::Scenario& scenario_;
    test::FakeHost& host_;
    Input input_;
    bool more_ = false;
    bool anew_ = false;
    unsigned action_ = 0;
    int left_ = 0;
    int failures_ = 0;
    bool forgets_ = false;
};

enum class Process { job, recovery };

/// One process, to its end or until it crashes.
void live_through(test::Scenario& scenario, Process process) {
    try {
        scenario.outcome.reset();
        if (process == Process::job)
            scenario.attempt();
        else
            scenario.recover();
        scenario.check_told();
        scenario.crashed = false;
    } catch (const test::Crash&) {
        scenario.crashed = true;
    }
}

/// Processes come and go while there are faults to come, and until one ends by itself.
void run(test::Scenario& scenario, const Schedule& schedule) {
    constexpr int most = 10;
    live_through(scenario, Process::job);
    for (int count = 1; count < most && (scenario.crashed || schedule.more()); ++count)
        live_through(scenario, schedule.recovers() ? Process::recovery : Process::job);
}

bool needs_recovery(const test::Scenario& scenario) {
    const auto end = scenario.end();
    return end && (!is_terminal(*end) || *end == State::stuck ||
                   scenario.host.records.back().retire_failed);
}

} // namespace

void deployment(std::string_view bytes) {
    static const test::TemporaryFolder scratch;
    Input input{bytes};
    const unsigned kind = input.byte();
    test::Scenario scenario{static_cast<test::Job>(kind % 3), static_cast<Candidate>(kind / 3 % 4),
                            scratch.path()};
    Schedule schedule{scenario, input};
    auto& faults = scenario.host.faults;
    faults.schedule = [&](int /*number*/) { return schedule.at_call(); };

    run(scenario, schedule);
    faults.schedule = {};
    const bool part_failed = schedule.failures() > 0 || schedule.forgets();
    const bool stuck = scenario.end() == State::stuck;
    if (stuck)
        CHECK_MESSAGE(part_failed, "only a part that fails needs a person");
    if (needs_recovery(scenario) || schedule.forgets())
        scenario.recover_until_done();
    if (stuck)
        CHECK(scenario.end() == State::reverted);
    CHECK(faults.calls() < 20'000);
    constexpr int patience = 5; // of a clean-up
    scenario.check_ended({.release_container = schedule.failures() >= patience});
    scenario.check_recovery_is_over();
}

} // namespace deploy::fuzz
