// SPDX-License-Identifier: MIT
// The program is killed on real parts and under load, wherever it can be; then it ends well.
// Every point of it is in the suite `long`; the other cases take the points that matter most.
#include "e2e/await.hpp"
#include "kill/blows.hpp"

#include <algorithm>

using namespace deploy::test;

namespace {

using BlowAt = std::function<Blow(int)>;
enum class Finish { recover, next_deployment };

bool changes(const EngineCall& call) { return call.changes(); }

void finish(Site& site, Finish how) {
    site.expect_serving();
    if (how == Finish::recover)
        site.expect_recovered();
    else
        site.expect_next_deployment_lives(site.words(Job::deploy));
}

/// One point after the other, until the job ends before its turn comes; gives how many there were.
int sweep(Site& site, Job job, Finish how, const BlowAt& blow_at) {
    for (int at = 1;; ++at) {
        const auto blow = blow_at(at);
        INFO((job == Job::deploy ? "deploy, " : "rollback, "), blow.name);
        if (!site.strike(site.words(job), blow)) {
            CHECK_MESSAGE(site.last_run().exit_code == 0, site.last_run().err);
            site.expect_tidy();
            return at - 1;
        }
        // One that is killed after its last answer may be over before.
        const bool over = blow.plan.fault == Fault::kill_answered && site.last_run().exit_code == 0;
        CHECK((over || site.last_run().exit_code == 128 + SIGKILL));
        finish(site, how);
    }
}

BlowAt at_journal(const std::string& when, const std::string& call = {}) {
    return [=](int at) {
        return killed_at_journal(when + ":" + std::to_string(at) + (call.empty() ? "" : ":") +
                                 call);
    };
}

BlowAt at_calls(Fault fault, bool (*among)(const EngineCall&) = nullptr) {
    return [=](int at) { return at_engine(fault, at, among); };
}

} // namespace

TEST_CASE("what is killed at a record of the journal or a change by the engine ends well") {
    if (Load::skipped())
        return;
    Site site{"killed at records and changes"};
    const auto starts_command = [](const EngineCall& call) {
        return call.kind() == "POST /exec/*/start";
    };

    CHECK(sweep(site, Job::deploy, Finish::recover, at_journal("before", "write")) > 10);
    CHECK(sweep(site, Job::deploy, Finish::recover, at_calls(Fault::kill_unanswered, changes)) >=
          6);
    CHECK(sweep(site, Job::rollback, Finish::next_deployment,
                at_calls(Fault::kill_unanswered, changes)) >= 6);
    CHECK(sweep(site, Job::deploy, Finish::recover, at_calls(Fault::kill_sent, starts_command)) ==
          1);

    site.conclude();
}

TEST_CASE("what is killed while it pulls, builds or migrates ends well") {
    if (Load::skipped())
        return;
    Site site{"killed while it pulls, builds or migrates"};
    site.world().config["release"] = {{"command", boost::json::array{"migrate"}}};
    const auto starts = [](const EngineCall& call) {
        return call.kind() == "POST /containers/*/start";
    };
    constexpr int first_starting = 5; // the records before it are pulling to releasing
    std::vector<Blow> blows{at_engine(Fault::kill_unanswered, 1, starts)};
    for (int at = 1; at < first_starting; ++at)
        blows.push_back(killed_at_journal("after:" + std::to_string(at) + ":write"));

    int version = 100;
    for (const auto& blow : blows) {
        INFO(blow.name);
        site.world().repository().commit({{"version", std::to_string(++version)}});
        REQUIRE(site.strike({"deploy"}, blow));
        CHECK(site.last_run().exit_code == 128 + SIGKILL);
        site.expect_serving();
        site.expect_recovered();
    }

    site.conclude();
}

TEST_CASE("what the engine does long after the program was killed is cleared away") {
    if (Load::skipped())
        return;
    Site site{"what the engine does only after the recovery"};
    struct Case {
        Job job;
        const char* call;
        const char* status;
    };
    for (const auto& each : {Case{Job::deploy, "POST /containers/create", "created"},
                             Case{Job::rollback, "POST /containers/*/start", "running"}}) {
        CAPTURE(each.call);
        const auto asks = [&](const EngineCall& call) { return call.kind() == each.call; };
        REQUIRE(site.strike(site.words(each.job), at_engine(Fault::kill_held, 1, asks)));
        const auto turned_back = site.run({"recover"});
        REQUIRE_MESSAGE(turned_back.exit_code == 0, turned_back.err);
        REQUIRE(site.end());
        CHECK(site.end()->state == deploy::State::reverted);
        const auto name = site.end()->release.candidate;

        REQUIRE(site.relay().await_held());
        site.relay().let_go();
        await([&] {
            return std::ranges::any_of(site.world().containers(), [&](const Seen& seen) {
                return seen.name == name && seen.status == each.status;
            });
        });

        site.expect_recovered();
        CHECK(site.last_run().out.find(name + " came too late") != std::string::npos);
    }

    site.conclude();
}

TEST_SUITE_BEGIN("long" * doctest::skip());

TEST_CASE("what is killed anywhere at the journal ends well") {
    if (Load::skipped())
        return;
    Site site{"killed at every call on the journal"};

    for (const auto job : {Job::deploy, Job::rollback})
        for (const auto how : {Finish::recover, Finish::next_deployment}) {
            CHECK(sweep(site, job, how, at_journal("before")) > 12);
            CHECK(sweep(site, job, how, at_journal("after")) > 12);
            CHECK(sweep(site, job, how, at_journal("torn", "write")) > 6);
        }

    site.conclude();
}

TEST_CASE("what is killed at any call to the engine ends well") {
    if (Load::skipped())
        return;
    Site site{"killed at every call to the engine"};

    for (const auto job : {Job::deploy, Job::rollback})
        for (const auto how : {Finish::recover, Finish::next_deployment}) {
            for (const auto fault : {Fault::kill_before, Fault::kill_unanswered})
                CHECK(sweep(site, job, how, at_calls(fault)) > 20);
            for (const auto fault : {Fault::kill_sent, Fault::kill_answered})
                CHECK(sweep(site, job, how, at_calls(fault, changes)) >= 6);
        }

    site.conclude();
}

TEST_SUITE_END();
