// SPDX-License-Identifier: MIT
// What the driver does when the journal breaks, and after a crash.
#include "rehearsal.hpp"

#include "helpers/result_text.hpp"

using namespace deploy;
using namespace deploy::test;
using enum State;

TEST_CASE("an unwritable journal before the switch undoes the deployment") {
    const std::array before{pulling, building, capturing, releasing, starting, gating, switching};
    for (std::size_t i = 0; i < before.size(); ++i) {
        CAPTURE(to_string(before[i]));
        Rehearsal rehearsal;
        rehearsal.break_journal_at(i + 1);

        const auto outcome = rehearsal.run();

        REQUIRE_FALSE(outcome);
        CHECK(outcome.error().is(Errc::io));
        CHECK(outcome.error().message.find("web-old still serves") != std::string::npos);
        CHECK(outcome.error().fix == "df");
        const auto calls = rehearsal.step_calls();
        const auto own = std::string{to_string(before[i])};
        CHECK_MESSAGE(std::ranges::count(calls, "run " + own) == 0, "unrecorded, so not done");
        CHECK(calls.back() == "undo pulling");
        CHECK(std::ranges::count(calls, "undo " + own) == 1);
    }
}

TEST_CASE("an unwritable journal from the switch on leaves everything for recover") {
    const std::array after{verifying, watching, retiring, live};
    for (std::size_t i = 0; i < after.size(); ++i) {
        CAPTURE(to_string(after[i]));
        Rehearsal rehearsal;
        rehearsal.break_journal_at(index(verifying) + i + 1);

        const auto outcome = rehearsal.run();

        REQUIRE_FALSE(outcome);
        CHECK(outcome.error().is(Errc::unknown_outcome));
        CHECK(outcome.error().fix == "df, then psyfit-deploy recover");
        CHECK(outcome.error().message.find(after[i] == live
                                               ? "web-new serves, and the incumbent is stopped"
                                               : "were left as they are") != std::string::npos);
        for (const auto& call : rehearsal.step_calls())
            CHECK_MESSAGE(call.starts_with("run "), call);
    }
}

TEST_CASE("a journal that breaks while turning back does not keep the incumbent from serving") {
    Rehearsal at_reverting;
    at_reverting.fail("run verifying");
    at_reverting.break_journal_at(index(verifying) + 2);
    const auto undone = at_reverting.run();
    REQUIRE_FALSE(undone);
    CHECK(undone.error().is(Errc::io));
    CHECK(at_reverting.step_calls().back() == "undo pulling");

    Rehearsal at_reverted;
    at_reverted.fail("run building");
    at_reverted.break_journal_at(4);
    const auto done = at_reverted.run();
    REQUIRE_FALSE(done);
    CHECK(done.error().is(Errc::io));
    CHECK_MESSAGE(std::ranges::count(at_reverted.step_calls(), "undo pulling") == 1,
                  "undone once, not again");
}

TEST_CASE("an undoing without a journal that fails is left for recover") {
    Rehearsal rehearsal;
    rehearsal.break_journal_at(index(gating) + 1);
    rehearsal.fail("undo starting");

    const auto outcome = rehearsal.run();

    REQUIRE_FALSE(outcome);
    CHECK(outcome.error().is(Errc::unknown_outcome));
}

TEST_CASE("a deployment that crashed before the switch is undone as far as it had come") {
    for (const auto last : {pulling, building, capturing, releasing, starting, gating}) {
        CAPTURE(to_string(last));
        Rehearsal rehearsal;

        const auto outcome = rehearsal.resume(last, last);

        REQUIRE(outcome);
        CHECK(outcome->state == reverted);
        const auto calls = rehearsal.step_calls();
        CHECK(calls.size() == index(last) + 1);
        CHECK(calls.front() == "undo " + std::string{to_string(last)});
        CHECK(calls.back() == "undo pulling");
        CHECK(rehearsal.host.records.back().cause ==
              "crashed while " + std::string{to_string(last)});
    }
}

TEST_CASE("a deployment that crashed at the switch or later goes on in the same state") {
    for (const auto last : {switching, verifying, watching, retiring}) {
        CAPTURE(to_string(last));
        Rehearsal rehearsal;

        const auto outcome = rehearsal.resume(last, last);

        REQUIRE(outcome);
        CHECK(outcome->state == live);
        CHECK(rehearsal.step_calls().front() == "run " + std::string{to_string(last)});
        CHECK(rehearsal.step_calls().size() == index(retiring) - index(last) + 1);
    }
}

TEST_CASE("a way back that crashed goes on and undoes no more than had been begun") {
    Rehearsal rehearsal;

    const auto outcome = rehearsal.resume(reverting, building);

    REQUIRE(outcome);
    CHECK(outcome->state == reverted);
    CHECK(rehearsal.step_calls() == Calls{"undo building", "undo pulling"});
}

TEST_CASE("a resumed deployment knows that an earlier process may have calls under way") {
    Rehearsal fresh;
    fresh.acts["run switching"] = [](Deployment& deployment, std::stop_token) {
        CHECK_FALSE(deployment.resumed_at.has_value());
        return Result<>{};
    };
    CHECK(fresh.run());

    Rehearsal resumed;
    resumed.acts["run switching"] = [](Deployment& deployment, std::stop_token) {
        CHECK(deployment.resumed_at.has_value());
        return Result<>{};
    };
    CHECK(resumed.resume(switching, switching));
}

TEST_CASE("what is over cannot be resumed") {
    for (const auto last : {live, reverted, stuck}) {
        Rehearsal rehearsal;

        const auto outcome = rehearsal.resume(last, retiring);

        REQUIRE_FALSE(outcome);
        CHECK(outcome.error().is(Errc::internal));
        CHECK(rehearsal.host.faults.calls() == 0);
    }
}
