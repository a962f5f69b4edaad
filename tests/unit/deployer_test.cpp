// SPDX-License-Identifier: MIT
#include "rehearsal.hpp"

#include "helpers/result_text.hpp"

using namespace deploy;
using namespace deploy::test;
using enum State;

TEST_CASE("every state is in the journal before its step acts") {
    Rehearsal rehearsal;

    const auto outcome = rehearsal.run();

    REQUIRE(outcome);
    CHECK(outcome->state == live);
    Calls expected;
    for (std::size_t i = 0; i <= index(retiring); ++i) {
        expected.emplace_back("journal.append");
        expected.push_back("run " + std::string{state_names[i]});
    }
    expected.emplace_back("journal.append");
    CHECK(rehearsal.host.faults.trace() == expected);
    CHECK(rehearsal.journal().back() == live);
}

TEST_CASE("a rollback enters at starting and does nothing of what comes before") {
    Rehearsal rehearsal;

    const auto outcome = rehearsal.run(starting);

    REQUIRE(outcome);
    CHECK(rehearsal.step_calls().front() == "run starting");
    CHECK(rehearsal.journal().front() == starting);
}

TEST_CASE("a failed step turns back: what was begun is undone, last first") {
    Rehearsal rehearsal;
    rehearsal.fail("run capturing");

    const auto outcome = rehearsal.run();

    REQUIRE(outcome);
    CHECK(outcome->state == reverted);
    CHECK(outcome->turned_back_in == capturing);
    CHECK(outcome->error.value().message == "run capturing failed");
    CHECK_FALSE(outcome->revert_error);
    CHECK(rehearsal.step_calls() == Calls{"run pulling", "run building", "run capturing",
                                          "undo capturing", "undo building", "undo pulling"});
    CHECK(rehearsal.journal() == std::vector{pulling, building, capturing, reverting, reverted});
    CHECK(rehearsal.host.records.back().cause == "run capturing failed");
    CHECK(rehearsal.host.records.back().reached == capturing);
}

TEST_CASE("a cancellation during a step turns back, whatever the step answered") {
    Rehearsal rehearsal;
    rehearsal.acts["run gating"] = [&](Deployment&, std::stop_token token) -> Result<> {
        rehearsal.stop.request_stop();
        CHECK_MESSAGE(token.stop_requested(), "the step hears of it");
        return Error{Errc::unreachable, "interrupted"};
    };

    const auto outcome = rehearsal.run();

    REQUIRE(outcome);
    CHECK(outcome->state == reverted);
    CHECK(outcome->turned_back_in == gating);
    CHECK(outcome->error.value().is(Errc::cancelled));
    CHECK(rehearsal.observer.transitions.at(5) == "gating cancelled");
}

TEST_CASE("a cancellation between two steps keeps the next one from running") {
    Rehearsal rehearsal;
    rehearsal.acts["run pulling"] = [&](Deployment&, std::stop_token) {
        rehearsal.stop.request_stop();
        return Result<>{};
    };

    const auto outcome = rehearsal.run();

    REQUIRE(outcome);
    CHECK(outcome->turned_back_in == building);
    CHECK(outcome->error.value().is(Errc::cancelled));
    CHECK(rehearsal.step_calls() == Calls{"run pulling", "undo building", "undo pulling"});
}

TEST_CASE("retiring is never cancelled") {
    Rehearsal rehearsal;
    rehearsal.acts["run watching"] = [&](Deployment&, std::stop_token) {
        rehearsal.stop.request_stop();
        return Result<>{};
    };
    rehearsal.acts["run retiring"] = [](Deployment&, std::stop_token token) {
        CHECK_FALSE(token.stop_requested());
        return Result<>{};
    };

    const auto outcome = rehearsal.run();

    REQUIRE(outcome);
    CHECK(outcome->state == live);
    CHECK(rehearsal.step_calls().back() == "run retiring");
}

TEST_CASE("a failed retire is a warning: the deployment is live") {
    Rehearsal rehearsal;
    rehearsal.fail("run retiring");

    const auto outcome = rehearsal.run();

    REQUIRE(outcome);
    CHECK(outcome->state == live);
    CHECK_FALSE(outcome->error);
    CHECK_FALSE(outcome->turned_back_in);
    CHECK(rehearsal.observer.warnings == Calls{"run retiring failed"});
    CHECK(rehearsal.observer.errors.empty());
}

TEST_CASE("reverting stops at the first failure, is stuck, and tells both causes") {
    Rehearsal rehearsal;
    rehearsal.fail("run verifying");
    rehearsal.fail("undo switching");

    const auto outcome = rehearsal.run();

    REQUIRE(outcome);
    CHECK(outcome->state == stuck);
    CHECK(outcome->error.value().message == "run verifying failed");
    CHECK(outcome->revert_error.value().message == "undo switching failed");
    CHECK(rehearsal.step_calls().back() == "undo switching");
    CHECK(rehearsal.host.records.back().state == stuck);
    CHECK(rehearsal.host.records.back().cause == "run verifying failed; undo switching failed");
}

TEST_CASE("a step can make a fact durable in the middle of its state") {
    Rehearsal rehearsal;
    rehearsal.acts["run starting"] = [&](Deployment& deployment, std::stop_token) -> Result<> {
        deployment.release.candidate_id = "c0ffee";
        if (auto saved = deployment.save(); !saved)
            return saved;
        CHECK(rehearsal.host.records.back().state == starting);
        CHECK(rehearsal.host.records.back().release.candidate_id == "c0ffee");
        return {};
    };

    REQUIRE(rehearsal.run());

    CHECK(std::ranges::count(rehearsal.journal(), starting) == 2);
    CHECK(rehearsal.host.records.back().release.candidate_id == "c0ffee");
}

TEST_CASE("the receipt of the last record has the time of each state and of the whole") {
    Rehearsal rehearsal;

    const auto outcome = rehearsal.run();

    REQUIRE(outcome);
    const auto& kept = rehearsal.host.records.back().receipt;
    REQUIRE(kept);
    CHECK(kept->time_in.size() == index(retiring) + 1);
    CHECK(kept->time_in.at(gating) == std::chrono::milliseconds{10});
    CHECK(kept->total == std::chrono::milliseconds{100});
    CHECK(outcome->receipt.total == kept->total);
    CHECK_FALSE(rehearsal.host.records.front().receipt);
}
