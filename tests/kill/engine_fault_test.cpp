// SPDX-License-Identifier: MIT
// The engine fails a deployment, by one answer or from one on for ever; the exit code tells what
// became of it, what serves serves on, and all ends well when the engine is well again.
// Every call is in the suite `long`; the other cases take the calls that change something.
#include "kill/blows.hpp"

using namespace deploy::test;
using deploy::State;

namespace {

enum class Times { once, forever };
using Among = bool (*)(const EngineCall&);

bool changes(const EngineCall& call) { return call.changes(); }

Blow blow_at(Fault fault, Times times, int call, Among among) {
    auto blow = at_engine(fault, call, among, times == Times::forever);
    blow.plan.delay = std::chrono::milliseconds{300};
    return times == Times::forever || fault == Fault::silence ? in_fast_time(std::move(blow))
                                                              : blow;
}

void expect_well_after(Site& site, Times times) {
    site.expect_truthful();
    if (times == Times::once)
        CHECK_MESSAGE(site.last_run().exit_code != 7, "one failure needs no person");
    site.expect_recovered();
}

/// One call after the other, until the job ends before its turn comes; gives how many there were.
int sweep(Site& site, Job job, Fault fault, Times times, Among among = nullptr) {
    for (int at = 1;; ++at) {
        const auto blow = blow_at(fault, times, at, among);
        const bool struck = site.strike(site.words(job), blow);
        const auto call = site.struck_call();
        INFO((job == Job::deploy ? "deploy, " : "rollback, "), blow.name, ": ", call);
        if (!struck) {
            CHECK_MESSAGE(site.last_run().exit_code == 0, site.last_run().err);
            site.expect_tidy();
            return at - 1;
        }
        expect_well_after(site, times);
    }
}

/// The limits of the configuration, for a program whose time passes faster.
void lengthen_limits(Site& site) {
    site.world().config["health"] = {{"deadline", "200s"}, {"timeout", "40s"}};
}

} // namespace

TEST_CASE("changes that the engine refuses or whose answers are lost end nothing that serves") {
    if (Load::skipped())
        return;
    Site site{"changes by an engine that fails"};
    lengthen_limits(site);

    for (const auto fault : {Fault::error_500, Fault::cut_after, Fault::garbage})
        CHECK(sweep(site, Job::deploy, fault, Times::once, changes) >= 6);
    CHECK(sweep(site, Job::deploy, Fault::error_503, Times::forever, changes) >= 6);

    site.conclude();
}

TEST_CASE("an answer that is cut at any place ends nothing that serves") {
    if (Load::skipped())
        return;
    Site site{"answers cut at several places"};
    lengthen_limits(site);

    // In the status line, in the headers, and in the body of all but the shortest.
    for (const std::size_t keep : {0U, 5U, 60U, 240U})
        for (const auto* kind : {"POST /containers/create", "POST /containers/*/start",
                                 "POST /containers/*/exec", "POST /exec/*/start"}) {
            auto blow = at_engine(Fault::truncate, 1,
                                  [kind](const EngineCall& call) { return call.kind() == kind; });
            blow.plan.keep = keep;
            INFO(blow.name, ", ", kind, ", ", keep, " bytes");
            REQUIRE(site.strike(site.words(Job::deploy), blow));
            expect_well_after(site, Times::once);
        }

    site.conclude();
}

TEST_SUITE_BEGIN("long" * doctest::skip());

TEST_CASE("whatever the engine does to any call, all ends well") {
    if (Load::skipped())
        return;
    for (const auto times : {Times::once, Times::forever})
        for (const auto fault :
             {Fault::error_500, Fault::error_503, Fault::cut_before, Fault::cut_after,
              Fault::truncate, Fault::garbage, Fault::wrong_length, Fault::delay, Fault::silence}) {
            Site site{std::string{to_string(fault)} +
                      (times == Times::once ? ", once" : ", for ever")};
            lengthen_limits(site);
            // The other calls of an engine that is silent for ever would take an hour.
            const bool slow = fault == Fault::silence && times == Times::forever;
            for (const auto job : {Job::deploy, Job::rollback})
                CHECK(sweep(site, job, fault, times, slow ? changes : nullptr) >= (slow ? 6 : 20));
            site.conclude();
        }
}

TEST_SUITE_END();
