// SPDX-License-Identifier: MIT
#include "service_on_host.hpp"

#include "helpers/result_text.hpp"

#include <deploy/history.hpp>
#include <doctest/doctest.h>

using namespace deploy;
using namespace deploy::test;

namespace {

Record record(const std::string& id, State state, const std::string& at) {
    return {.at = at, .state = state, .release = {.id = id}};
}

/// A deployment of `candidate` over `incumbent` that ended in `state`.
Record ended(State state, const std::string& at, const Container& candidate,
             const Container& incumbent) {
    auto out = record(at, state, at);
    out.release.candidate_id = candidate.id;
    out.release.incumbent = Incumbent{.id = incumbent.id, .name = incumbent.name};
    return out;
}

std::vector<std::string> names(const Result<std::vector<RollbackCandidate>>& candidates) {
    std::vector<std::string> out;
    if (candidates)
        for (const auto& candidate : *candidates)
            out.push_back(candidate.container.name);
    return out;
}

} // namespace

TEST_CASE("the history has one entry a deployment, newest first, with its last record") {
    std::vector records{record("1", State::pulling, "t1"), record("1", State::live, "t2"),
                        record("2", State::pulling, "t3"), record("2", State::gating, "t4"),
                        record("2", State::reverted, "t5")};
    records.back().cause = "sick";
    records.back().reached = State::gating;
    records.back().receipt = Receipt{.total = std::chrono::milliseconds{7}};

    const auto entries = history(records);

    REQUIRE(entries.size() == 2);
    CHECK(entries[0].release.id == "2");
    CHECK(entries[0].state == State::reverted);
    CHECK(entries[0].reached == State::gating);
    CHECK(entries[0].ended_at == "t5");
    CHECK(entries[0].cause == "sick");
    CHECK(entries[0].receipt.value().total == std::chrono::milliseconds{7});
    CHECK(entries[1].release.id == "1");
    CHECK(entries[1].state == State::live);
}

TEST_CASE("a deployment that a crash left is in the history with its last state") {
    const std::vector records{record("1", State::pulling, "t1"),
                              record("1", State::switching, "t2")};

    const auto entries = history(records);

    REQUIRE(entries.size() == 1);
    CHECK(entries[0].state == State::switching);
}

TEST_CASE("without a record there is no history") { CHECK(history({}).empty()); }

TEST_CASE("containers that were live are candidates for a rollback, newest first") {
    ServiceOnHost on;
    const auto first = on.host.add("first", "psyfit-local:old", false);
    const auto second = on.host.add("second", "psyfit-local:old", false);
    const auto third = on.host.add("third", "psyfit-local:old", true);
    const std::vector records{ended(State::live, "t1", second, first),
                              ended(State::live, "t2", third, second)};

    const auto candidates = rollback_candidates(records, on.process.engine, third.id);

    REQUIRE(candidates);
    CHECK(names(candidates) == std::vector<std::string>{"second", "first"});
    CHECK((*candidates)[0].last_live == "t2");
    CHECK((*candidates)[1].last_live == "t1");
}

TEST_CASE("a candidate for a rollback tells the commit of its label") {
    ServiceOnHost on;
    auto& former = on.leave("former", "t1");
    former.labels[std::string{label::revision}] = "c0ffee";

    const auto candidates = rollback_candidates(on.host.records, on.process.engine, "");

    REQUIRE(candidates);
    REQUIRE(candidates->size() == 1);
    CHECK((*candidates)[0].revision == "c0ffee");
}

TEST_CASE("a version that failed is no candidate for a rollback, nor is one under way") {
    ServiceOnHost on;
    const auto incumbent = on.host.add("incumbent", "psyfit-local:old", true);
    const auto sick = on.host.add("sick", "psyfit-local:old", false);
    for (const auto state : {State::reverted, State::stuck, State::watching, State::retiring}) {
        CAPTURE(to_string(state));
        const std::vector records{ended(state, "t1", sick, incumbent)};

        const auto candidates = rollback_candidates(records, on.process.engine, incumbent.id);

        REQUIRE(candidates);
        CHECK(names(candidates).empty());
    }
}

TEST_CASE("a failed version that a stuck deployment left in the route was never live") {
    ServiceOnHost on;
    const auto former = on.host.add("former", "psyfit-local:old", false);
    const auto sick = on.host.add("sick", "psyfit-local:old", false);
    const auto now = on.host.add("now", "psyfit-local:old", true);
    const std::vector records{ended(State::live, "t1", former, former),
                              ended(State::stuck, "t2", sick, former),
                              ended(State::live, "t3", now, sick)};

    CHECK(names(rollback_candidates(records, on.process.engine, now.id)) ==
          std::vector<std::string>{"former"});
}

TEST_CASE("a container that is gone is left out") {
    ServiceOnHost on;
    const auto id = on.leave("former", "t1").id;
    on.leave("kept", "t2");
    on.host.containers.erase(id);

    CHECK(names(rollback_candidates(on.host.records, on.process.engine, "")) ==
          std::vector<std::string>{"kept"});
}

TEST_CASE("an engine that does not answer is an error, not an empty list") {
    ServiceOnHost on;
    on.leave("former", "t1");
    on.host.faults.fault = Fault::error;
    on.host.faults.at = 0;

    CHECK_FALSE(rollback_candidates(on.host.records, on.process.engine, ""));
}
