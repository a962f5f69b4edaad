// SPDX-License-Identifier: MIT
#include "service_on_host.hpp"

#include "helpers/result_text.hpp"

#include <algorithm>
#include <deploy/notifier.hpp>
#include <deploy/run_end.hpp>
#include <doctest/doctest.h>

using namespace deploy;
using namespace deploy::test;

namespace {

/// Kills the process at the `nth` call of that name, counted from 1, of a deployment.
void crash_at(ServiceOnHost& on, const std::string& call, int nth = 1) {
    ServiceOnHost rehearsal;
    rehearsal.serve();
    REQUIRE(rehearsal.deploy());
    const auto& trace = rehearsal.host.faults.trace();
    for (std::size_t i = 0; i < trace.size(); ++i)
        if (trace[i] == call && --nth == 0)
            on.host.faults.at = static_cast<int>(i);
    REQUIRE(on.host.faults.at >= 0);
    on.host.faults.fault = Fault::crash_after;
    CHECK_THROWS_AS(static_cast<void>(on.deploy()), Crash);
    on.host.faults.fault = Fault::none;
}

} // namespace

TEST_CASE("the next deployment first finishes what a crash left") {
    ServiceOnHost on;
    on.serve();
    crash_at(on, "engine.start");
    REQUIRE(on.host.records.back().state == State::starting);
    const auto left = on.host.records.back().release.candidate_id;

    const auto outcome = on.deploy();

    REQUIRE(outcome);
    CHECK(outcome->state == State::live);
    CHECK_MESSAGE(on.host.find(left) == nullptr, "the candidate of the crash is gone");
    CHECK(on.host.containers.size() == 2);
}

TEST_CASE("recover finishes a switch that a crash cut short, once") {
    ServiceOnHost on;
    on.serve();
    crash_at(on, "proxy.route_to");
    const auto candidate = on.host.records.back().release.candidate_id;
    CHECK_MESSAGE(on.host.records.back().release.operation == "operation-1",
                  "recovery must know what to wait for");

    const auto recovered = on.recover();

    REQUIRE(recovered);
    CHECK(recovered->finished.value().state == State::live);
    CHECK(on.host.settled == std::vector<std::string>{"operation-1"});
    CHECK_MESSAGE(on.host.records.back().cause.empty(), "what was overcome is no cause of its end");
    CHECK(on.host.routed()->id == candidate);
    const auto before = on.host.mutations;
    const auto again = on.recover();
    REQUIRE(again);
    CHECK_FALSE(again->finished);
    CHECK_FALSE(again->route_restored);
    CHECK(on.host.mutations == before);
}

TEST_CASE("what comes after its deployment was turned back is cleared away, but if it serves") {
    for (const bool serves : {false, true}) {
        CAPTURE(serves);
        ServiceOnHost on;
        on.serve();
        Record reverted{.state = State::reverted, .release = {.id = "7", .service = "psyfit-web"}};
        on.host.records.push_back(reverted);
        auto& late = on.host.add("psyfit-web-7", "psyfit-local:old", true);
        late.labels = {{std::string{label::service}, "psyfit-web"},
                       {std::string{label::deployment}, "7"}};
        const auto id = late.id;
        if (serves)
            on.host.route->target = late.short_id() + ":3000";

        const auto recovered = on.recover();

        REQUIRE(recovered);
        CHECK(recovered->nothing() == serves);
        CHECK((on.host.find(id) != nullptr) == serves);
        CHECK(on.observer.notes.size() == (serves ? 0 : 1));
        const auto before = on.host.mutations;
        CHECK(on.recover()->nothing());
        CHECK(on.host.mutations == before);
    }
}

TEST_CASE("what came late is nobody else's: another service's and a live one's stay") {
    ServiceOnHost on;
    on.serve();
    on.leave("psyfit-web-6", "6");
    on.host.records.push_back(
        {.state = State::reverted, .release = {.id = "7", .service = "psyfit-web"}});
    const auto label_as = [&](const char* name, const char* service, const char* deployment) {
        on.host.add(name, "psyfit-local:old", false).labels = {
            {std::string{label::service}, service}, {std::string{label::deployment}, deployment}};
    };
    label_as("other-7", "other", "7");
    label_as("psyfit-web-6-live", "psyfit-web", "6");
    label_as("psyfit-web-5-unknown", "psyfit-web", "5");
    const auto before = on.host.containers.size();

    CHECK(on.recover()->nothing());

    CHECK(on.host.containers.size() == before);
}

namespace {

/// That call fails, as a part that is away has it, until `schedule` is reset.
void fail_in(ServiceOnHost& on, State state, const std::string& call, Fault fault) {
    on.host.faults.schedule = [&on, state, call, fault](int /*number*/) {
        const bool there = !on.host.records.empty() && on.host.records.back().state == state;
        return there && on.host.faults.trace().back() == call ? fault : Fault::none;
    };
}

/// Puts a version live beside what it could not stop; the id of that. The engine still refuses.
std::string deploy_beside(ServiceOnHost& on) {
    auto old = on.serve().id;
    fail_in(on, State::retiring, "engine.stop", Fault::error);
    REQUIRE(on.deploy());
    REQUIRE(on.host.find(old)->running);
    return old;
}

} // namespace

TEST_CASE("an incumbent that was not stopped since the proxy was away is not forgotten") {
    ServiceOnHost on;
    const auto old = on.serve().id;
    fail_in(on, State::retiring, "proxy.route", Fault::away);

    REQUIRE(on.deploy());
    CHECK_FALSE(on.recover());
    CHECK(on.host.find(old)->running);
    CHECK(on.status()->unfinished);

    const auto third = on.deploy();
    REQUIRE_FALSE(third);
    CHECK(third.error().message.find("no third version") == 0);
    on.host.faults.schedule = {};
    REQUIRE(on.deploy());
    CHECK_FALSE(on.host.find(old)->running);
}

TEST_CASE("a rollback goes back to the incumbent that could not be stopped") {
    ServiceOnHost on;
    on.leave("psyfit-web-older", "2026-11-01T00:00:00.000Z");
    const auto old = deploy_beside(on);

    const auto outcome = on.roll_back();

    REQUIRE(outcome);
    CHECK(outcome->release.candidate_id == old);
    CHECK(on.host.routed()->id == old);
}

TEST_CASE("an incumbent that was stopped by hand meanwhile is in nobody's way") {
    ServiceOnHost on;
    const auto old = deploy_beside(on);
    on.host.faults.schedule = {};
    const auto live = on.host.routed()->id;
    FakeHost::end(*on.host.find(old), 0);
    FakeHost::end(*on.host.find(live), 0);
    on.host.route.reset();

    const auto recovered = on.recover();
    const auto anew = on.deploy({.first = true});

    CHECK_FALSE(recovered); // what was live does not run
    CHECK_MESSAGE(anew, "but a first deployment may take its place");
    CHECK(on.host.routed()->running);
}

TEST_CASE("no third version is rolled back to beside two") {
    ServiceOnHost on;
    on.leave("psyfit-web-older", "2026-11-01T00:00:00.000Z");
    const auto old = deploy_beside(on);

    const auto outcome = on.roll_back("psyfit-web-older");

    REQUIRE_FALSE(outcome);
    CHECK(outcome.error().message.find("no third version") != std::string::npos);
    CHECK(on.status()->unfinished);
    CHECK(on.host.find(old)->running);
}

TEST_CASE("what a crash left and the route that the proxy lost are mended by one recovery") {
    for (const auto* call : {"engine.start", "proxy.route_to", "engine.stop"}) {
        CAPTURE(std::string{call});
        ServiceOnHost on;
        on.serve();
        REQUIRE(on.deploy());
        on.host.faults.schedule = [&](int /*number*/) {
            return on.host.faults.trace().back() == call ? Fault::crash_after : Fault::none;
        };
        CHECK_THROWS_AS(static_cast<void>(on.deploy()), Crash);
        on.host.faults.schedule = {};
        on.host.route.reset();

        const auto recovered = on.recover();

        REQUIRE(recovered);
        REQUIRE(on.host.route);
        CHECK(on.host.routed()->running);
        CHECK_FALSE(on.recover()->finished);
        CHECK(on.host.routed()->id == on.status()->container->id);
    }
}

TEST_CASE("an incumbent that could not be stopped is stopped by the next recovery, once") {
    ServiceOnHost on;
    const auto old = on.serve().id;
    on.host.faults.schedule = [&](int /*number*/) {
        return on.host.faults.trace().back() == "engine.stop" ? Fault::error : Fault::none;
    };
    const auto outcome = on.deploy();
    on.host.faults.schedule = {};
    REQUIRE(outcome);
    CHECK(outcome->state == State::live);
    CHECK(outcome->retire_error);
    CHECK(on.host.find(old)->running);
    CHECK(on.status()->unfinished);
    CHECK(on.observer.warnings.back().find("psyfit-deploy recover") != std::string::npos);

    on.host.route.reset(); // and the proxy is a new one meanwhile
    const auto recovered = on.recover();

    REQUIRE(recovered);
    CHECK(recovered->route_restored);
    CHECK(recovered->finished.value().state == State::live);
    CHECK_FALSE(on.host.find(old)->running);
    CHECK_FALSE(on.status()->unfinished);
    const auto before = on.host.mutations;
    CHECK_FALSE(on.recover()->finished);
    CHECK(on.host.mutations == before);
}

TEST_CASE("recover tells of a proxy that is away and of a route to what does not run") {
    ServiceOnHost on;
    on.serve();
    REQUIRE(on.deploy());
    on.host.route->target = "10.9.9.9:3000";

    const auto nowhere = on.recover();

    REQUIRE_FALSE(nowhere);
    CHECK(nowhere.error().is(Errc::precondition));
    CHECK(nowhere.error().message.find("10.9.9.9:3000") != std::string::npos);
    on.host.faults.schedule = [&](int /*number*/) {
        return on.host.faults.trace().back().starts_with("proxy.") ? Fault::error : Fault::none;
    };
    CHECK_FALSE(on.recover());
}

TEST_CASE("recover leaves a switch as it is while the proxy is away, and finishes it later") {
    ServiceOnHost on;
    on.serve();
    crash_at(on, "proxy.route_to");
    const auto records = on.host.records.size();
    const auto before = on.host.mutations;
    on.host.faults.schedule = [&](int /*number*/) {
        return on.host.faults.trace().back().starts_with("proxy.") ? Fault::error : Fault::none;
    };

    const auto early = on.recover();

    CHECK_FALSE(early);
    CHECK(on.host.records.size() == records);
    CHECK(on.host.mutations == before);
    on.host.faults.schedule = {};
    const auto recovered = on.recover();
    REQUIRE(recovered);
    CHECK(recovered->finished.value().state == State::live);
}

TEST_CASE("a proxy that is gone before the switch has moved nothing: the deployment turns back") {
    ServiceOnHost on;
    on.serve();
    on.host.faults.schedule = [&](int /*number*/) {
        const bool gated =
            !on.host.records.empty() && on.host.records.back().state >= State::switching;
        return gated && on.host.faults.trace().back().starts_with("proxy.") ? Fault::error
                                                                            : Fault::none;
    };

    const auto outcome = on.deploy();

    REQUIRE(outcome);
    CHECK(outcome->state == State::reverted);
    CHECK_MESSAGE(on.host.containers.size() == 1, "nothing of the candidate is left");
}

TEST_CASE("without an engine nothing is undone and nothing written, until it is back") {
    ServiceOnHost on;
    on.serve();
    crash_at(on, "engine.start");
    const auto records = on.host.records.size();
    const auto before = on.host.mutations;
    on.host.faults.schedule = [&](int /*number*/) {
        return on.host.faults.trace().back().starts_with("engine.") ? Fault::error : Fault::none;
    };

    CHECK_FALSE(on.recover());
    CHECK_FALSE(on.deploy());

    CHECK(on.host.records.size() == records);
    CHECK(on.host.mutations == before);
}

TEST_CASE("what cannot be undone is told instead of the next deployment, which would forget it") {
    ServiceOnHost on;
    on.serve();
    crash_at(on, "engine.start");
    const auto left = on.host.records.back().release.candidate_id;
    on.host.faults.schedule = [&](int /*number*/) {
        return on.host.faults.trace().back() == "engine.remove" ? Fault::error : Fault::none;
    };

    const auto outcome = on.deploy();

    REQUIRE(outcome);
    CHECK(outcome->state == State::stuck);
    CHECK(outcome->release.candidate_id == left);
    CHECK(on.host.containers.size() == 2);
    on.host.faults.schedule = {};
    REQUIRE(on.deploy());
    CHECK(on.host.records.back().state == State::live);
    CHECK(on.host.find(left) == nullptr);
}

TEST_CASE("recover tells that what is routed does not run, and how it would") {
    ServiceOnHost on;
    on.serve();
    REQUIRE(on.deploy()); // the route leads to its id, not to an address that goes with it
    const auto name = on.host.routed()->name;
    FakeHost::end(*on.host.routed(), 137);
    const auto before = on.host.mutations;

    const auto recovered = on.recover();

    REQUIRE_FALSE(recovered);
    CHECK(recovered.error().is(Errc::precondition));
    CHECK(recovered.error().message.find(name + ", which does not run") != std::string::npos);
    CHECK(recovered.error().fix.starts_with("docker start " + name));
    CHECK(on.host.mutations == before);
}

TEST_CASE("recover tries anew a way back that got stuck") {
    ServiceOnHost on;
    const auto incumbent = on.serve().id;
    on.host.faults.schedule = [&](int /*number*/) {
        const bool watched =
            !on.host.records.empty() && on.host.records.back().state >= State::watching;
        const auto& call = on.host.faults.trace().back();
        return watched && (call.starts_with("proxy.") || call == "prober.get") ? Fault::error
                                                                               : Fault::none;
    };
    REQUIRE(on.deploy());
    REQUIRE(on.host.records.back().state == State::stuck);
    on.host.faults.schedule = {};

    const auto recovered = on.recover();

    REQUIRE(recovered);
    CHECK(recovered->finished.value().state == State::reverted);
    CHECK(on.host.routed()->id == incumbent);
    CHECK_MESSAGE(on.host.containers.size() == 1, "nothing of the candidate is left");
}

TEST_CASE("a switch is not taken up again to a candidate that has died meanwhile") {
    ServiceOnHost on;
    const auto old = on.serve().id;
    crash_at(on, "proxy.endpoint", 2); // before the proxy is asked
    REQUIRE(on.host.records.back().state == State::switching);
    FakeHost::end(*on.host.find(on.host.records.back().release.candidate_id), 1);
    const auto asked_before = on.host.faults.trace().size();

    const auto recovered = on.recover();

    REQUIRE(recovered);
    CHECK(recovered->finished.value().state == State::reverted);
    CHECK(on.host.routed()->id == old);
    const auto& trace = on.host.faults.trace();
    CHECK_MESSAGE(std::find(trace.begin() + static_cast<std::ptrdiff_t>(asked_before), trace.end(),
                            "proxy.route_to") == trace.end(),
                  "the proxy would wait for it in vain");
}

TEST_CASE("recover gives the proxy back a route that it lost, once") {
    ServiceOnHost on;
    on.serve();
    REQUIRE(on.deploy());
    const auto lost = *std::exchange(on.host.route, std::nullopt);

    const auto recovered = on.recover();

    REQUIRE(recovered);
    CHECK(recovered->route_restored);
    REQUIRE(on.host.route);
    CHECK(on.host.route->target == lost.target);
    CHECK(on.host.route->hosts == lost.hosts);
    const auto before = on.host.mutations;
    const auto again = on.recover();
    REQUIRE(again);
    CHECK_FALSE(again->route_restored);
    CHECK(on.host.mutations == before);
}

TEST_CASE(
    "what a process that died asked of the proxy for a lost route comes before anything else") {
    ServiceOnHost on;
    on.serve();
    REQUIRE(on.deploy());
    on.host.late_route = std::exchange(on.host.route, std::nullopt);

    const auto recovered = on.recover();

    REQUIRE(recovered);
    CHECK_FALSE(recovered->route_restored);
    CHECK(on.host.route);
    CHECK_FALSE(on.host.late_route);
}

TEST_CASE("recover does not route to a container that does not run, and says how to start it") {
    ServiceOnHost on;
    on.serve();
    REQUIRE(on.deploy());
    FakeHost::end(*on.host.routed(), 1);
    const auto name = on.host.records.back().release.candidate;
    on.host.route.reset();

    const auto recovered = on.recover();

    REQUIRE_FALSE(recovered);
    CHECK(recovered.error().is(Errc::precondition));
    CHECK(recovered.error().fix.starts_with("docker start " + name + " && psyfit-deploy recover"));
    CHECK_FALSE(on.host.route);
}

TEST_CASE("a lost route whose container is gone is replaced by a first deployment") {
    ServiceOnHost on;
    on.serve();
    REQUIRE(on.deploy());
    on.host.containers.erase(on.host.routed()->id);
    on.host.route.reset();

    const auto recovered = on.recover();
    const auto outcome = on.deploy(Intent{.first = true});

    REQUIRE_FALSE(recovered);
    CHECK(recovered.error().fix.find("psyfit-deploy --first") != std::string::npos);
    REQUIRE(outcome);
    CHECK(outcome->state == State::live);
    CHECK(on.host.routed()->name == outcome->release.candidate);
}

TEST_CASE("a recovery that did its work tells that, and that what is routed does not run, too") {
    ServiceOnHost on;
    on.serve();
    REQUIRE(on.deploy()); // the route leads to its id
    fail_in(on, State::starting, "engine.start", Fault::crash_after);
    CHECK_THROWS_AS(static_cast<void>(on.deploy()), Crash);
    on.host.faults.schedule = {};
    FakeHost::end(*on.host.routed(), 137);

    const auto recovered = on.recover();
    const auto again = on.recover();

    REQUIRE(recovered);
    CHECK(recovered->finished.value().state == State::reverted);
    REQUIRE(recovered->trouble);
    CHECK(recovered->trouble->message.find("which does not run") != std::string::npos);
    const auto end = run_end(*recovered);
    CHECK(end.code == ExitCode::preflight);
    CHECK(end.outcome.value().state == State::reverted);
    CHECK(end.error.value().fix.find("docker start") == 0);
    CHECK_MESSAGE(end.serves.empty(), "it does not");
    const auto notice = notice_of(end, false);
    CHECK(notice.occasion == Notice::Occasion::failed);
    CHECK(notice.cause == end.error->message);
    REQUIRE_FALSE(again);
    CHECK(again.error().message == recovered->trouble->message);
}

TEST_CASE("recover with nothing to do changes nothing") {
    ServiceOnHost on;
    on.serve();

    const auto recovered = on.recover();

    REQUIRE(recovered);
    CHECK_FALSE(recovered->finished);
    CHECK(on.host.mutations == 0);
    CHECK(on.host.records.empty());
}
