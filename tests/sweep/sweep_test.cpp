// SPDX-License-Identifier: MIT
// Every port call of a deployment, a first deployment and a rollback goes wrong once in every way,
// and the errors also from there on for ever; the invariants are checked after every effect.
#include "fakes/fake_host.hpp"
#include "helpers/program.hpp"

#include <deploy/exit_code.hpp>
#include <deploy/flow.hpp>
#include <doctest/doctest.h>
#include <utility>

using namespace deploy;
using namespace deploy::test;

namespace {

enum class Job { deploy, first, rollback };

/// One simulated server and the job that runs on it.
class Scenario {
public:
    Scenario(Job job, Candidate candidate, const std::filesystem::path& state) : job_{job} {
        config_.state_directory = state;
        config_.environment.master_key_variable.clear();
        config_.release.command = {"migrate"};
        config_.health.deadline = std::chrono::seconds{1};
        config_.watch.window = std::chrono::seconds{1};
        host.candidate = candidate;
        host.add_image("psyfit-local:old", std::string(40, '0'));
        if (job != Job::first)
            serve_incumbent();
        if (job == Job::rollback)
            leave_former();
        host.add("stranger", "psyfit-local:old", true);
        host.faults.check = [this] { check_traffic(); };
    }

    /// Runs the job to its end, and after each crash what finishes it, as a person would.
    void run() {
        try {
            Observer quiet;
            FakePorts process{host};
            outcome = start(process.ports(), quiet);
        } catch (const Crash&) {
            crashed = true;
            recover_until_done();
        }
    }

    void recover_until_done() {
        for (int attempt = 0; attempt < 3; ++attempt)
            try {
                Observer quiet;
                FakePorts process{host};
                recovery = ::deploy::recover(config_, process.ports(), {}, quiet, {});
                return;
            } catch (const Crash&) {
            }
        FAIL("recovery crashes for ever");
    }

    /// The state in which the journal says the job ended; nothing if it never began.
    [[nodiscard]] std::optional<State> end() const {
        if (host.records.size() <= seed_records_)
            return std::nullopt;
        return host.records.back().state;
    }

    void check_traffic() {
        if (incumbent_.empty() && !host.route)
            return; // before a first deployment
        REQUIRE(host.route);
        auto* const target = host.routed();
        REQUIRE_MESSAGE(target != nullptr, "traffic reaches a container that exists");
        const bool ill = host.candidate != Candidate::healthy && host.is_candidate(*target);
        CHECK_MESSAGE((target->running || ill), "traffic reaches a running container");
    }

    void check_ended() {
        if (host.late_route) // what an earlier process asked of the proxy comes in the end
            host.route = std::exchange(host.late_route, std::nullopt);
        check_traffic();
        CHECK_MESSAGE(host.find("stranger")->running, "strangers are left alone");
        const auto state = end();
        if (!state || state == State::reverted)
            check_nothing_changed();
        else if (state == State::live)
            check_live();
        else
            CHECK_MESSAGE(state == State::stuck, "a deployment ends in a terminal state");
    }

    void check_nothing_changed() {
        for (const auto& [id, container] : host.containers)
            CHECK_MESSAGE(!container.labels.contains(std::string{label::role}),
                          "nothing of the candidate is left behind");
        if (job_ == Job::first)
            CHECK_FALSE(host.route);
        else
            CHECK_MESSAGE(host.routed()->id == incumbent_, "the incumbent serves");
        if (job_ == Job::rollback)
            CHECK_FALSE(host.find("psyfit-web-former")->running);
    }

    void check_live() {
        const auto& release = host.records.back().release;
        CHECK(host.routed()->id == release.candidate_id);
        CHECK(host.routed()->running);
        CHECK_FALSE(host.find(release.candidate + "-release"));
        if (job_ == Job::first)
            return;
        REQUIRE_MESSAGE(host.find(incumbent_), "the incumbent is kept for a rollback");
        const bool part_failed =
            host.faults.fault == Fault::error || host.faults.fault == Fault::lost;
        CHECK_MESSAGE((part_failed || !host.find(incumbent_)->running),
                      "only a part that fails keeps the incumbent running");
    }

    /// A second recovery finds nothing to do.
    void check_recovery_is_over() {
        const auto before = host.mutations;
        const auto records = host.records.size();
        host.faults.fault = Fault::none;
        recover_until_done();
        CHECK(host.mutations == before);
        CHECK(host.records.size() == records);
    }

    FakeHost host;
    std::optional<Result<Outcome>> outcome;
    std::optional<Result<Recovery>> recovery;
    bool crashed = false;

private:
    Result<Outcome> start(Ports ports, Observer& observer) {
        const auto stop = host.faults.stop.get_token();
        if (job_ == Job::rollback)
            return roll_back(config_, ports, std::nullopt, {}, observer, stop);
        return ::deploy::deploy(config_, ports, {.intent = {.first = job_ == Job::first}}, observer,
                                stop);
    }

    void serve_incumbent() {
        auto& incumbent = host.add("psyfit-web-old", "psyfit-local:old", true);
        incumbent_ = incumbent.id;
        host.route = Route{.service = "psyfit-web",
                           .target = *incumbent.address_on("kamal") + ":3000",
                           .hosts = {"psytech.jp"}};
    }

    /// A container that was live before the incumbent, as the journal tells.
    void leave_former() {
        const auto& former = host.add("psyfit-web-former", "psyfit-local:old", false);
        Record live{.state = State::live, .release = {.id = "1", .service = "psyfit-web"}};
        live.release.candidate_id = incumbent_;
        live.release.incumbent = Incumbent{.id = former.id, .name = former.name};
        live.at = "1";
        host.records.push_back(live);
        seed_records_ = 1;
    }

    Job job_;
    Config config_;
    std::string incumbent_;
    std::size_t seed_records_ = 0;
};

/// Strikes one call after the other until the job ends before the fault comes.
int sweep(Job job, Candidate candidate, Fault fault, bool forever) {
    const TemporaryFolder scratch;
    for (int at = 0;; ++at) {
        Scenario scenario{job, candidate, scratch.path()};
        scenario.host.faults.fault = fault;
        scenario.host.faults.at = at;
        scenario.host.faults.forever = forever;
        scenario.run();
        const auto struck = scenario.host.faults.struck_call();
        const std::string how{to_string(fault)};
        INFO("job ", static_cast<int>(job), ", candidate ", static_cast<int>(candidate), ", ", how,
             forever ? " for ever" : " once", " at call ", at, " (", struck, ")");
        if (!scenario.crashed)
            REQUIRE(scenario.outcome);
        const auto end = scenario.end();
        const bool left_for_recovery = end && !is_terminal(*end);
        if (left_for_recovery) {
            CHECK_MESSAGE((fault == Fault::error || fault == Fault::lost),
                          "only a failing part leaves work for recovery");
            scenario.host.faults.fault = Fault::none;
            scenario.recover_until_done();
        }
        if (!forever)
            CHECK_MESSAGE(end != State::stuck, "a single fault needs no person");
        if (fault == Fault::lost && !forever && candidate == Candidate::healthy &&
            struck == "proxy.route_to")
            CHECK_MESSAGE(end == State::live, "a switch whose answer was lost is read back");
        if (end == State::stuck)
            scenario.check_traffic();
        else
            scenario.check_ended();
        scenario.check_recovery_is_over();
        if (scenario.host.faults.calls() <= at || at > 2000)
            return at;
    }
}

void sweep_all(Job job) {
    int points = 0;
    for (const auto candidate : {Candidate::healthy, Candidate::never_healthy, Candidate::exits,
                                 Candidate::dies_under_traffic})
        for (const auto fault : all_faults) {
            points += sweep(job, candidate, fault, false);
            if (fault == Fault::error || fault == Fault::lost)
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
