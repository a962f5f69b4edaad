// SPDX-License-Identifier: MIT
// Every port call of a deployment, a first deployment and a rollback goes wrong once in every way,
// and the errors also from there on for ever; the invariants are checked after every effect.
#include "helpers/program.hpp"
#include "sweep/scenario.hpp"

#include <deploy/exit_code.hpp>
#include <doctest/doctest.h>

using namespace deploy;
using namespace deploy::test;

namespace {
/// Gate and watch last a second each in the scenario. A part that does not answer is asked again
/// for four seconds, by the deployment and then by the recovery.
constexpr std::chrono::seconds longest_job{1 + 1 + 4 + 4 + 1};

/// Strikes one call after the other until the job ends before the fault comes.
int sweep(Job job, Candidate candidate, Fault fault, bool forever,
          std::chrono::milliseconds lateness = {}) {
    const TemporaryFolder scratch;
    const bool part_fails = can_repeat(fault);
    for (int at = 0;; ++at) {
        Scenario scenario{job, candidate, scratch.path()};
        scenario.host.faults.fault = fault;
        scenario.host.faults.at = at;
        scenario.host.faults.forever = forever;
        if (lateness.count() > 0)
            scenario.host.faults.lateness = lateness;
        scenario.run();
        if (lateness.count() > 0 && scenario.host.arrive_late()) // after the recovery
            scenario.recover_until_done();
        const auto struck = scenario.host.faults.struck_call();
        const std::string how{to_string(fault)};
        INFO("job ", static_cast<int>(job), ", candidate ", static_cast<int>(candidate), ", ", how,
             forever ? " for ever" : " once", " at call ", at, " (", struck, ")");
        if (!scenario.crashed) {
            REQUIRE(scenario.outcome);
            scenario.check_told();
        }
        const auto end = scenario.end();
        const bool left_for_recovery = end && !is_terminal(*end);
        if (left_for_recovery) {
            CHECK_MESSAGE(part_fails, "only a failing part leaves work for recovery");
            scenario.host.faults.fault = Fault::none;
            scenario.recover_until_done();
        }
        if (!forever)
            CHECK_MESSAGE(end != State::stuck, "a single fault needs no person");
        const bool no_answer = fault == Fault::lost || fault == Fault::vanished;
        if (no_answer && !forever && candidate == Candidate::healthy && struck == "proxy.route_to")
            CHECK_MESSAGE(end == State::live, "a switch whose answer was lost is read back");
        if (end == State::stuck) { // a person mends the cause
            scenario.check_traffic();
            scenario.host.faults.fault = Fault::none;
            scenario.recover_until_done();
            CHECK(scenario.end() == State::reverted);
        }
        if (end == State::live && scenario.host.records.back().retire_failed) {
            CHECK_MESSAGE(part_fails, "only a part that fails keeps the incumbent running");
            scenario.host.faults.fault = Fault::none;
            scenario.recover_until_done();
        }
        CHECK_MESSAGE(scenario.host.elapsed <= longest_job, "every wait ends");
        scenario.check_ended({});
        scenario.check_recovery_is_over();
        if (scenario.host.faults.calls() <= at)
            return at;
        REQUIRE_MESSAGE(at < 2000, "the job makes ever more calls");
    }
}

void sweep_all(Job job) {
    int points = 0;
    for (const auto candidate : {Candidate::healthy, Candidate::never_healthy, Candidate::exits,
                                 Candidate::dies_under_traffic})
        for (const auto fault : all_faults) {
            points += sweep(job, candidate, fault, false);
            if (fault == Fault::crash_late)
                points += sweep(job, candidate, fault, false, std::chrono::hours{1});
            if (can_repeat(fault))
                points += sweep(job, candidate, fault, true);
        }
    MESSAGE("fault points swept: ", points);
    CHECK(points > 500);
}

} // namespace

TEST_CASE("a deployment ends well whatever goes wrong at whichever call") {
    sweep_all(Job::deploy);
}

TEST_CASE("a first deployment ends well or leaves nothing behind") { sweep_all(Job::first); }

TEST_CASE("a rollback ends well whatever goes wrong at whichever call") {
    sweep_all(Job::rollback);
}

TEST_CASE("without a fault the new version is live, and a sick one is not") {
    const TemporaryFolder scratch;
    Scenario well{Job::deploy, Candidate::healthy, scratch.path()};
    well.run();
    REQUIRE(well.outcome.value().has_value());
    CHECK(exit_code(**well.outcome) == ExitCode::done);

    Scenario sick{Job::deploy, Candidate::never_healthy, scratch.path()};
    sick.run();
    REQUIRE(sick.outcome.value().has_value());
    CHECK(exit_code(**sick.outcome) == ExitCode::unhealthy);

    Scenario dying{Job::deploy, Candidate::dies_under_traffic, scratch.path()};
    dying.run();
    REQUIRE(dying.outcome.value().has_value());
    CHECK(exit_code(**dying.outcome) == ExitCode::switched_back);
}

TEST_CASE("an incumbent that somebody else has routed to again is not stopped") {
    const TemporaryFolder scratch;
    Scenario scenario{Job::deploy, Candidate::healthy, scratch.path()};
    auto& host = scenario.host;
    const auto before = host.route;
    host.faults.check = [&] {
        if (!host.records.empty() && host.records.back().state == State::retiring)
            host.route = before;
    };

    scenario.run();

    CHECK(scenario.end() == State::live);
    CHECK(host.routed()->name == "psyfit-web-old");
    CHECK(host.routed()->running);
}
