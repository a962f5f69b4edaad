// SPDX-License-Identifier: MIT
#include "service_on_host.hpp"

#include "helpers/result_text.hpp"

#include <algorithm>
#include <deploy/exit_code.hpp>
#include <deploy/lock.hpp>
#include <doctest/doctest.h>

using namespace deploy;
using namespace deploy::test;

namespace {

/// A deployment that must be refused before anything is touched.
Error refused(ServiceOnHost& on, const Intent& intent = {}) {
    const auto before = on.host.mutations;
    const auto outcome = on.deploy(intent);
    REQUIRE_FALSE(outcome);
    CHECK(outcome.error().is(Errc::precondition));
    CHECK_MESSAGE(on.host.mutations == before, "nothing was touched");
    CHECK(on.host.records.empty());
    return outcome.error();
}

bool has(const Error& error, std::string_view part) {
    return error.message.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("a deployment replaces the incumbent and keeps it, stopped") {
    ServiceOnHost on;
    const auto old = on.serve().id;

    const auto outcome = on.deploy();

    REQUIRE(outcome);
    CHECK(outcome->state == State::live);
    CHECK(outcome->release.revision == on.host.remote);
    CHECK(outcome->release.by == output_of({"sh", "-c", "echo ${SUDO_USER:-$(id -un)}"}));
    CHECK(on.host.head == on.host.remote);
    CHECK(on.host.routed()->id == outcome->release.candidate_id);
    CHECK(on.host.route->target == on.host.routed()->short_id() + ":3000");
    CHECK(on.host.route->hosts == std::vector<std::string>{"psytech.jp"});
    REQUIRE(on.host.find(old));
    CHECK_FALSE(on.host.find(old)->running);
    CHECK(on.host.images.contains("psyfit-local:latest"));
}

TEST_CASE("a route that somebody else moves under watch ends the deployment and stays") {
    ServiceOnHost on;
    on.serve();
    const auto& other = on.host.add("psyfit-web-other", "psyfit-local:old", true);
    const auto target = other.short_id() + ":3000";
    on.host.faults.check = [&] {
        if (!on.host.records.empty() && on.host.records.back().state == State::watching)
            on.host.route->target = target;
    };

    const auto outcome = on.deploy();

    REQUIRE(outcome);
    CHECK(outcome->state == State::reverted);
    CHECK(outcome->error.value().is(Errc::conflict));
    CHECK(on.host.route->target == target);
    CHECK(on.host.find("psyfit-web-old")->running);
    CHECK_MESSAGE(on.host.find(outcome->release.candidate_id) == nullptr, "the candidate is gone");
}

TEST_CASE("a switch that nothing ever comes of is asked for twice, and the incumbent serves on") {
    ServiceOnHost on;
    const auto old = on.serve().id;
    const auto& trace = on.host.faults.trace();
    on.host.faults.schedule = [&](int /*number*/) {
        return trace.back() == "proxy.route_to" ? Fault::vanished : Fault::none;
    };

    const auto outcome = on.deploy();

    REQUIRE(outcome);
    CHECK(outcome->state == State::reverted);
    CHECK(outcome->error.value().is(Errc::unknown_outcome));
    CHECK(std::ranges::count(trace, "proxy.route_to") == 2);
    CHECK(on.host.routed()->id == old);
    CHECK_MESSAGE(on.host.find(outcome->release.candidate_id) == nullptr, "the candidate is gone");
}

TEST_CASE("a proxy that hangs for all its time is asked once, and the incumbent serves on") {
    ServiceOnHost on;
    const auto old = on.serve().id;
    const auto& trace = on.host.faults.trace();
    on.host.faults.schedule = [&](int /*number*/) {
        if (trace.back() != "proxy.route_to")
            return Fault::none;
        on.host.elapsed += on.config.proxy.deploy_timeout + on.config.proxy.drain_timeout;
        return Fault::vanished;
    };

    const auto outcome = on.deploy();

    REQUIRE(outcome);
    CHECK(outcome->state == State::reverted);
    CHECK(outcome->error.value().is(Errc::unknown_outcome));
    CHECK(std::ranges::count(trace, "proxy.route_to") == 1);
    CHECK(on.host.routed()->id == old);
}

TEST_CASE("a route that somebody else names in another way under watch still is the candidate's") {
    for (const bool by_name : {false, true}) {
        CAPTURE(by_name);
        ServiceOnHost on;
        const auto old = on.serve().id;
        on.host.faults.check = [&] {
            if (on.host.records.empty() || on.host.records.back().state != State::watching)
                return;
            const auto& candidate = *on.host.find(on.host.records.back().release.candidate_id);
            on.host.route->target =
                (by_name ? candidate.name : *candidate.address_on("kamal")) + ":3000";
        };

        const auto outcome = on.deploy();

        REQUIRE(outcome);
        CHECK(outcome->state == State::live);
        CHECK(on.host.routed()->id == outcome->release.candidate_id);
        CHECK_FALSE(on.host.find(old)->running);
    }
}

TEST_CASE("an ill candidate that somebody routes to by its address is replaced before it goes") {
    ServiceOnHost on;
    const auto old = on.serve().id;
    on.host.faults.check = [&] {
        if (on.host.records.empty() || on.host.records.back().state != State::watching)
            return;
        auto& candidate = *on.host.find(on.host.records.back().release.candidate_id);
        on.host.route->target = *candidate.address_on("kamal") + ":3000";
        candidate.health = Health::unhealthy;
    };

    const auto outcome = on.deploy();

    REQUIRE(outcome);
    CHECK(outcome->state == State::reverted);
    CHECK(on.host.routed()->id == old);
    CHECK(on.host.find(outcome->release.candidate_id) == nullptr);
}

TEST_CASE("a candidate that somebody routes to before its time is not removed") {
    ServiceOnHost on;
    on.host.candidate = Candidate::never_healthy;
    on.serve();
    on.host.faults.check = [&] {
        if (on.host.records.empty() || on.host.records.back().state != State::gating)
            return;
        const auto& candidate = *on.host.find(on.host.records.back().release.candidate_id);
        on.host.route->target = *candidate.address_on("kamal") + ":3000";
    };

    const auto outcome = on.deploy();

    REQUIRE(outcome);
    CHECK(outcome->state == State::stuck);
    REQUIRE(outcome->revert_error);
    CHECK(outcome->revert_error->is(Errc::conflict));
    CHECK(on.host.find(outcome->release.candidate_id)->running);
}

TEST_CASE("an incumbent that answers in the candidate's place is no proof") {
    ServiceOnHost on;
    const auto old = on.serve().short_id() + ":3000";
    on.host.faults.check = [&] {
        if (!on.host.records.empty() && on.host.records.back().state == State::verifying)
            on.host.route->target = old;
    };

    const auto outcome = on.deploy();

    REQUIRE(outcome);
    CHECK(outcome->state == State::reverted);
    CHECK(outcome->turned_back_in == State::verifying);
    CHECK(outcome->error.value().message.find("answer instead of the candidate") !=
          std::string::npos);
}

TEST_CASE("a route that the proxy forgets under watch leads to the incumbent again") {
    ServiceOnHost on;
    const auto old = on.serve().id;
    on.host.faults.check = [&] {
        if (!on.host.records.empty() && on.host.records.back().state == State::watching)
            on.host.route.reset();
    };

    const auto outcome = on.deploy();

    REQUIRE(outcome);
    CHECK(outcome->state == State::reverted);
    REQUIRE(on.host.route);
    CHECK(on.host.routed()->id == old);
}

TEST_CASE("the way back bears a proxy that is away for a moment") {
    ServiceOnHost on;
    const auto old = on.serve().id;
    on.host.candidate = Candidate::dies_under_traffic;
    on.host.faults.schedule = [&, away = 3](int /*number*/) mutable {
        const bool reverting =
            !on.host.records.empty() && on.host.records.back().state == State::reverting;
        const bool asked = on.host.faults.trace().back().starts_with("proxy.");
        return reverting && asked && away-- > 0 ? Fault::away : Fault::none;
    };

    const auto outcome = on.deploy();

    REQUIRE(outcome);
    CHECK(outcome->state == State::reverted);
    CHECK(on.host.routed()->id == old);
}

TEST_CASE("an engine that starts again while the candidate boots is waited for") {
    ServiceOnHost on;
    on.serve();
    on.host.faults.schedule = [&, away = 2](int /*number*/) mutable {
        const bool gating =
            !on.host.records.empty() && on.host.records.back().state == State::gating;
        const bool asked = on.host.faults.trace().back() == "engine.inspect";
        return gating && asked && away-- > 0 ? Fault::error : Fault::none;
    };

    const auto outcome = on.deploy();

    REQUIRE(outcome);
    CHECK(outcome->state == State::live);
}

TEST_CASE("an incumbent is told to stay down before it stops") {
    ServiceOnHost on;
    auto& incumbent = on.serve();
    incumbent.host_config["RestartPolicy"] = boost::json::object{{"Name", "unless-stopped"}};
    const auto id = incumbent.id;

    REQUIRE(on.deploy());

    const auto* policy = on.host.find(id)->host_config.if_contains("RestartPolicy");
    REQUIRE(policy != nullptr);
    CHECK(policy->at("Name") == "no");
    const auto& trace = on.host.faults.trace();
    const auto set = std::ranges::find(trace, "engine.set_restart_policy");
    CHECK(std::ranges::find(trace, "engine.stop") > set);
    CHECK(set != trace.end());
}

TEST_CASE("an incumbent is not stopped where the proxy cannot tell whom it serves") {
    ServiceOnHost on;
    const auto old = on.serve().id;
    on.host.faults.schedule = [&](int /*number*/) {
        const bool retiring =
            !on.host.records.empty() && on.host.records.back().state == State::retiring;
        return retiring && on.host.faults.trace().back() == "proxy.route" ? Fault::error
                                                                          : Fault::none;
    };

    const auto outcome = on.deploy();

    REQUIRE(outcome);
    CHECK(outcome->state == State::live);
    CHECK(outcome->retire_error);
    CHECK(on.host.find(old)->running);
}

TEST_CASE("a candidate that is well once and ill then never gets traffic") {
    ServiceOnHost on;
    on.serve();
    on.config.health.pages.clear(); // one question a look
    on.host.faults.check = [&, answers = 0]() mutable {
        const bool gating =
            !on.host.records.empty() && on.host.records.back().state == State::gating;
        if (gating && on.host.faults.trace().back() == "prober.get" && ++answers == 2)
            on.host.candidate = Candidate::never_healthy;
    };

    const auto outcome = on.deploy();

    REQUIRE(outcome);
    CHECK(outcome->state == State::reverted);
    CHECK(outcome->turned_back_in == State::gating);
}

TEST_CASE("a candidate that restarted at the gate is told with the exit code of its next end") {
    ServiceOnHost on;
    on.serve();
    on.host.candidate = Candidate::never_healthy;
    on.host.faults.check = [&, looks = 0]() mutable {
        const bool gating =
            !on.host.records.empty() && on.host.records.back().state == State::gating;
        if (!gating || on.host.faults.trace().back() != "engine.inspect")
            return;
        auto& candidate = *on.host.find(on.host.records.back().release.candidate);
        if (++looks == 2)
            candidate.restarts = 1;
        if (looks == 4) {
            candidate.restarting = true;
            candidate.exit_code = 7;
        }
    };

    const auto outcome = on.deploy();

    REQUIRE(outcome);
    CHECK(outcome->turned_back_in == State::gating);
    CHECK(outcome->error.value().message.find("last exit code 7") != std::string::npos);
}

TEST_CASE("a candidate that restarts under watch is ill, however well it answers") {
    ServiceOnHost on;
    on.serve();
    on.host.faults.check = [&, looks = 0]() mutable {
        const bool watching =
            !on.host.records.empty() && on.host.records.back().state == State::watching;
        if (watching && on.host.faults.trace().back() == "engine.inspect" && ++looks == 2)
            on.host.routed()->restarts = 1;
    };

    const auto outcome = on.deploy();

    REQUIRE(outcome);
    CHECK(outcome->state == State::reverted);
    CHECK(outcome->turned_back_in == State::watching);
}

TEST_CASE("a stranger that has the candidate's name is left alone") {
    ServiceOnHost on;
    on.serve();
    const std::string id = "20261124-201500-3f9a";
    const auto name = "psyfit-web-" + on.host.remote.substr(0, 7) + "-" + id;
    on.host.add(name, "psyfit-local:old", false);

    const auto outcome = on.deploy(Intent{.id = id});

    REQUIRE(outcome);
    CHECK(outcome->state == State::reverted);
    CHECK(outcome->error.value().is(Errc::conflict));
    CHECK(on.host.find(name) != nullptr);
}

TEST_CASE("a rollback of a rollback puts the newer version back") {
    ServiceOnHost on;
    const auto old = on.serve().id;
    const auto outcome = on.deploy();
    REQUIRE(outcome);

    REQUIRE(on.roll_back());
    CHECK(on.host.routed()->id == old);
    REQUIRE(on.roll_back());
    CHECK(on.host.routed()->id == outcome->release.candidate_id);
    CHECK_FALSE(on.host.find(old)->running);
}

TEST_CASE("a first deployment creates the route") {
    ServiceOnHost on;

    const auto outcome = on.deploy({.first = true});

    REQUIRE(outcome);
    CHECK(outcome->state == State::live);
    CHECK(outcome->release.kind == Kind::first);
    REQUIRE(on.host.route);
    CHECK(on.host.route->hosts == on.config.proxy.hosts);
    CHECK(on.host.routed()->running);
}

TEST_CASE("a first deployment is refused where the proxy has a route") {
    ServiceOnHost on;
    on.serve();

    CHECK(has(refused(on, {.first = true}), "this is no first deployment"));
}

TEST_CASE("a deployment without a route is refused unless it is a first one") {
    ServiceOnHost on;

    const auto error = refused(on);

    CHECK(has(error, "the proxy knows no service 'psyfit-web'"));
    CHECK(error.fix.find("--first") != std::string::npos);
}

TEST_CASE("a paused or stopped service is refused, with the command that resumes it") {
    for (const auto traffic : {Traffic::paused, Traffic::stopped}) {
        ServiceOnHost on;
        on.serve();
        on.host.route->traffic = traffic;

        const auto error = refused(on);

        CHECK(has(error, traffic == Traffic::paused ? "paused" : "stopped"));
        CHECK(error.fix == "docker exec kamal-proxy kamal-proxy resume psyfit-web");
    }
}

TEST_CASE("the command that resumes a service names the proxy of the configuration") {
    ServiceOnHost on;
    on.serve();
    on.config.proxy.container = "edge";
    on.host.route->traffic = Traffic::paused;

    CHECK(refused(on).fix == "docker exec edge kamal-proxy resume psyfit-web");
}

TEST_CASE("a service with further targets is refused") {
    ServiceOnHost on;
    on.serve();
    on.host.route->other_targets = {"reader:3000"};

    CHECK(has(refused(on), "reader:3000"));
}

TEST_CASE("a route that leads to no container is refused") {
    ServiceOnHost on;
    const auto id = on.serve().id;
    on.host.containers.erase(id);

    CHECK(has(refused(on), "which is no container of this host"));
}

TEST_CASE("a missing shared network is refused, with the command that makes it") {
    ServiceOnHost on;
    on.serve();
    on.host.networks.clear();

    CHECK(refused(on).fix == "docker network create kamal");
}

TEST_CASE("a network that the proxy is not on is refused, with the command that joins it") {
    ServiceOnHost on;
    on.serve();
    on.host.networks.insert("edge");
    on.config.container.network = "edge";

    CHECK(refused(on).fix == "docker network connect edge kamal-proxy");
}

TEST_CASE("an id that would not do as a part of a name is refused") {
    ServiceOnHost on;
    on.serve();

    const auto outcome = on.deploy({.id = "../evil"});

    REQUIRE_FALSE(outcome);
    CHECK(outcome.error().is(Errc::invalid_input));
    CHECK(on.host.records.empty());
}

TEST_CASE("a deployment takes the id that its caller gave") {
    ServiceOnHost on;
    on.serve();

    const auto outcome = on.deploy({.id = "run-7"});

    REQUIRE(outcome);
    CHECK(outcome->release.id == "run-7");
    CHECK(on.host.routed()->name == "psyfit-web-bbbbbbb-run-7");
}

TEST_CASE("an incumbent that does not run is a warning, for a deployment mends it") {
    ServiceOnHost on;
    auto& incumbent = on.serve();
    on.host.route->target = incumbent.short_id() + ":3000";
    FakeHost::end(incumbent, 1);

    const auto outcome = on.deploy();

    REQUIRE(outcome);
    CHECK(outcome->state == State::live);
    REQUIRE_FALSE(on.observer.warnings.empty());
    CHECK(on.observer.warnings.front().find("is not running") != std::string::npos);
}

TEST_CASE("a second run at once is told who holds the lock") {
    ServiceOnHost on;
    on.serve();
    const auto held = HostLock::acquire(lock_file(on.config), "somebody, process 7", {}, {});
    REQUIRE(held);

    const auto outcome = on.deploy();

    REQUIRE_FALSE(outcome);
    CHECK(outcome.error().is(Errc::locked));
    CHECK(has(outcome.error(), "somebody, process 7"));
    CHECK_MESSAGE(on.host.faults.calls() == 0, "nobody was asked");
}

TEST_CASE("a cancelled deployment leaves the incumbent and nothing else") {
    ServiceOnHost on;
    const auto old = on.serve().id;
    std::stop_source stop;
    stop.request_stop();

    const auto outcome = on.deploy({}, stop.get_token());

    REQUIRE(outcome);
    CHECK(exit_code(*outcome) == ExitCode::cancelled);
    CHECK(on.host.routed()->id == old);
    CHECK(on.host.containers.size() == 1);
}

TEST_CASE("who cancels while the engine is away does not wait for it to come back") {
    for (const auto state : {State::gating, State::switching, State::watching}) {
        CAPTURE(to_string(state));
        ServiceOnHost on;
        const auto old = on.serve().id;
        std::stop_source stop;
        int asked = 0;
        on.host.faults.schedule = [&](int /*number*/) {
            const bool there = !on.host.records.empty() && on.host.records.back().state == state;
            if (!there || on.host.faults.trace().back() != "engine.inspect")
                return Fault::none;
            ++asked;
            stop.request_stop();
            return Fault::error;
        };

        const auto outcome = on.deploy({}, stop.get_token());

        REQUIRE(outcome);
        CHECK(exit_code(*outcome) == ExitCode::cancelled);
        CHECK(outcome->state == State::reverted);
        CHECK(asked == 1);
        CHECK(on.host.routed()->id == old);
    }
}

TEST_CASE("services behind one proxy share its lock") {
    Config one, other;
    other.service = "psyfit-admin";
    CHECK(lock_file(one) == lock_file(other));

    other.proxy.container = "edge";
    CHECK(lock_file(one) != lock_file(other));
}

TEST_CASE("an id that was used is refused, and what serves goes on serving") {
    ServiceOnHost on;
    on.serve();
    REQUIRE(on.deploy({.id = "run-7"}));
    const auto live = on.host.routed()->id;

    SUBCASE("as the journal tells") {}
    SUBCASE("as a container's label tells") { on.host.records.clear(); }
    const auto again = on.deploy({.id = "run-7"});

    REQUIRE_FALSE(again);
    CHECK(again.error().is(Errc::precondition));
    CHECK(on.host.routed()->id == live);
    CHECK(on.host.routed()->running);
}

TEST_CASE("an id that another service has used is free") {
    ServiceOnHost on;
    on.serve();
    on.host.add("other-run-7", "psyfit-local:old", false).labels = {
        {std::string{label::service}, "other"}, {std::string{label::deployment}, "run-7"}};

    const auto outcome = on.deploy({.id = "run-7"});

    REQUIRE(outcome);
    CHECK(outcome->state == State::live);
}

TEST_CASE("a target that is an alias is looked for on the networks of the proxy only") {
    ServiceOnHost on;
    auto& real = on.serve();
    real.attachments[0].aliases = {"web"};
    on.host.route->target = "web:3000";
    auto& foreign = on.host.add("foreign", "psyfit-local:old", true);
    foreign.attachments[0] = {.network = "elsewhere", .address = "10.9.9.9", .aliases = {"web"}};
    const auto real_id = real.id;

    SUBCASE("a stranger elsewhere") {
        const auto outcome = on.deploy();
        REQUIRE(outcome);
        CHECK(outcome->release.incumbent.value().id == real_id);
        CHECK(on.host.find("foreign")->running);
    }
    SUBCASE("two on the same network") {
        foreign.attachments[0].network = "kamal";
        CHECK(has(refused(on), "it is not known which one serves"));
    }
}

TEST_CASE("an environment file that is a directory is an error, not a crash") {
    ServiceOnHost on;
    on.config.environment.file = on.state.path();

    const auto outcome = on.deploy({.first = true});

    REQUIRE(outcome);
    CHECK(outcome->state == State::reverted);
    CHECK(has(*outcome->error, "cannot read the environment file"));
}

TEST_CASE("where more than half of the memory is free nobody asks what a service uses") {
    for (const bool plenty : {true, false}) {
        CAPTURE(plenty);
        ServiceOnHost on;
        on.serve();
        on.host.memory_total = std::int64_t{8} << 30U;
        on.host.memory_available = std::int64_t{plenty ? 5 : 3} << 30U;

        REQUIRE(on.deploy());

        CHECK(std::ranges::count(on.host.faults.trace(), "engine.memory_used") == (plenty ? 0 : 1));
    }
}

TEST_CASE("a deployment warns where two versions may not fit in memory, and goes on") {
    ServiceOnHost on;
    on.serve().host_config["Memory"] = std::int64_t{6} << 30U;
    on.host.memory_total = std::int64_t{8} << 30U;
    on.host.memory_available = std::int64_t{5} << 30U;

    const auto outcome = on.deploy();

    REQUIRE(outcome);
    CHECK(outcome->state == State::live);
    REQUIRE(on.observer.warnings.size() == 1);
    CHECK(on.observer.warnings[0].find("memory") != std::string::npos);
}

TEST_CASE(
    "a deployment that builds warns where its image may not fit on Docker's disk, and goes on") {
    ServiceOnHost on;
    const auto& incumbent = on.serve();
    on.host.images[incumbent.image_id].size = 50 << 20;
    on.host.machine.space = {.total = 100 << 20, .available = 49 << 20};

    const auto outcome = on.deploy();

    REQUIRE(outcome);
    CHECK(outcome->state == State::live);
    REQUIRE(on.observer.warnings.size() == 1);
    CHECK(on.observer.warnings[0] ==
          "the new image may not fit on Docker's disk: 50 MiB needed for a second image, 49 MiB "
          "free for Docker; psyfit-deploy cleanup makes room");
    REQUIRE(on.roll_back());
    REQUIRE(on.deploy({.image = "psyfit-local:latest"}));
    CHECK_MESSAGE(on.observer.warnings.size() == 1, "neither builds an image");
    on.host.machine.space.available = 50 << 20;
    CHECK(on.deploy());
    CHECK_MESSAGE(on.observer.warnings.size() == 1, "what is there once fits again");
}
