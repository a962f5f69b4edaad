// SPDX-License-Identifier: MIT
// Every allocation of a deployment, a first deployment and a rollback fails, once and from there on
// for ever: what is left is what a crash leaves, and recovery finishes it.
#include "helpers/program.hpp"
#include "sweep/scenario.hpp"
#include "sweep/short_memory.hpp"

#include <doctest/doctest.h>
#include <new>

using namespace deploy;
using namespace deploy::test;

namespace {

using Lasts = ShortMemory::Lasts;

/// One process; true when it ran out of memory.
bool runs_out(Scenario& scenario, long at, Lasts lasts) {
    const ShortMemory memory{at, lasts};
    try {
        scenario.attempt();
    } catch (const std::bad_alloc&) {
        return true; // main tells it, and ends
    }
    return ShortMemory::struck();
}

/// One allocation after the other, until the job ends before its turn; gives how many there were.
long sweep(Job job, Lasts lasts, long step) {
    const TemporaryFolder scratch;
    for (long at = 0;; at += step) {
        Scenario scenario{job, Candidate::healthy, scratch.path()};
        const bool struck = runs_out(scenario, at, lasts);
        INFO("job ", static_cast<int>(job), ", allocation ", at);
        if (!struck) {
            scenario.check_told();
            CHECK(scenario.end() == State::live);
            return at;
        }
        scenario.recover_until_done();
        scenario.check_ended({});
        scenario.check_recovery_is_over();
    }
}

} // namespace

TEST_CASE("a process that is refused memory leaves what recovery finishes") {
    for (const auto job : {Job::deploy, Job::first, Job::rollback})
        for (const auto lasts : {Lasts::once, Lasts::for_ever}) {
            const auto points = sweep(job, lasts, 1);
            MESSAGE("allocations: ", points);
            CHECK(points > 500);
        }
}
