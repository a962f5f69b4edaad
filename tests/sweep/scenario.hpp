// SPDX-License-Identifier: MIT
#pragma once
#include "fakes/fake_host.hpp"

#include <deploy/flow.hpp>
#include <filesystem>
#include <optional>
#include <string>

namespace deploy::test {

enum class Job { deploy, first, rollback };

/// What parts that fail may leave behind.
struct Leftovers {
    bool release_container = false;
};

/// One simulated server, the job that runs on it, and the invariants: what must hold after every
/// effect and at the end, whatever went wrong. They are checks of doctest.
class Scenario {
public:
    /// `state` is the program's state directory.
    Scenario(Job job, Candidate candidate, const std::filesystem::path& state);

    /// Runs the job to its end, and after each crash what finishes it, as a person would.
    void run();
    /// One process that does the job; a crash leaves it as an exception.
    void attempt();
    /// One process that recovers; the same.
    void recover();
    void recover_until_done();

    /// The state in which the journal says the job ended; nothing if it never began.
    [[nodiscard]] std::optional<State> end() const;
    /// The container that must serve now that all is over: that of the last deployment that went
    /// live, else the incumbent of the beginning; empty: nothing serves.
    [[nodiscard]] std::string rightful() const;

    /// The proxy starts anew from an empty state file.
    void forget_route();

    void check_traffic();
    /// The outcome that a process told and the journal are of one mind.
    void check_told() const;
    void check_ended(Leftovers allowed);
    /// A second recovery finds nothing to do.
    void check_recovery_is_over();

    FakeHost host;
    std::optional<Result<Outcome>> outcome;
    std::optional<Result<Recovery>> recovery;
    bool crashed = false;

private:
    Result<Outcome> start(Ports ports, Observer& observer);
    void serve_incumbent();
    void leave_former();
    void check_nothing_changed();
    void check_live(Leftovers allowed);
    void check_disk() const;
    [[nodiscard]] bool knows_live() const;
    [[nodiscard]] std::ptrdiff_t running_versions() const;

    Job job_;
    Config config_;
    std::string incumbent_;
    std::size_t seed_records_ = 0;
    bool forgotten_ = false;
};

} // namespace deploy::test
