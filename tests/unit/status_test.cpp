// SPDX-License-Identifier: MIT
#include "service_on_host.hpp"

#include "helpers/result_text.hpp"

#include <deploy/lock.hpp>
#include <deploy/status.hpp>
#include <doctest/doctest.h>

using namespace deploy;
using namespace deploy::test;

TEST_CASE("the status tells route, container, answer, last deployment and the ways back") {
    ServiceOnHost on;
    on.serve();
    const auto outcome = on.deploy();
    REQUIRE(outcome);
    const auto before = on.host.mutations;

    const auto status = on.status();

    REQUIRE(status);
    CHECK(status->service == "psyfit-web");
    CHECK(status->serving());
    CHECK(status->route.value().target == on.host.route->target);
    CHECK(status->container.value().id == outcome->release.candidate_id);
    CHECK(status->revision == on.host.remote);
    CHECK(status->answer.value().status == 200);
    CHECK(status->last.value().release.id == outcome->release.id);
    CHECK_FALSE(status->unfinished);
    REQUIRE(status->rollback.size() == 1);
    CHECK(status->rollback[0].container.name == "psyfit-web-old");
    CHECK_MESSAGE(on.host.mutations == before, "it reads only");
}

TEST_CASE("a service that was never deployed by this program has a status, too") {
    ServiceOnHost on;
    on.serve();

    const auto status = on.status();

    REQUIRE(status);
    CHECK(status->serving());
    CHECK_FALSE(status->last);
    CHECK(status->rollback.empty());
}

TEST_CASE("a container that ended does not serve, and the status says why") {
    ServiceOnHost on;
    auto& incumbent = on.serve();
    on.host.route->target = incumbent.short_id() + ":3000";
    FakeHost::end(incumbent, 1);

    const auto status = on.status();

    REQUIRE(status);
    CHECK_FALSE(status->serving());
    CHECK_FALSE(status->answer);
    CHECK(status->answer_error == "connection refused");
    CHECK_FALSE(status->container.value().running);
}

TEST_CASE("a service that answers with an error does not serve") {
    ServiceOnHost on;
    on.serve();
    auto status = on.status();
    REQUIRE(status);

    status->answer->status = 503;
    CHECK_FALSE(status->serving());
    status->answer->status = 302;
    CHECK_FALSE(status->serving());
    status->answer->status = 204;
    CHECK(status->serving());
    status->container->restarting = true;
    CHECK_FALSE(status->serving());
}

TEST_CASE("without a route nothing is asked and nothing serves") {
    ServiceOnHost on;

    const auto status = on.status();

    REQUIRE(status);
    CHECK_FALSE(status->serving());
    CHECK_FALSE(status->route);
    CHECK_FALSE(status->container);
    CHECK_FALSE(status->answer);
}

TEST_CASE("a route to no container of this host is told as it is") {
    ServiceOnHost on;
    on.host.route = Route{.service = "psyfit-web", .target = "10.9.9.9:3000"};

    const auto status = on.status();

    REQUIRE(status);
    CHECK(status->route.value().target == "10.9.9.9:3000");
    CHECK_FALSE(status->container);
    CHECK_FALSE(status->serving());
}

TEST_CASE("a deployment that a crash left, or that got stuck, is told as unfinished") {
    for (const auto left : {State::gating, State::stuck}) {
        ServiceOnHost on;
        on.serve();
        on.host.records.push_back({.state = left, .release = {.id = "7"}});

        const auto status = on.status();

        REQUIRE(status);
        CHECK(status->unfinished);
        CHECK(status->last.value().state == left);
        CHECK_MESSAGE(on.host.records.size() == 1, "status leaves it to recover");
    }
}

TEST_CASE("an engine or a proxy that does not answer is an error") {
    for (int call = 0; call < 3; ++call) {
        ServiceOnHost on;
        on.serve();
        on.host.faults.fault = Fault::error;
        on.host.faults.at = call;
        CHECK(on.status().error().is(Errc::unreachable));
    }
}

TEST_CASE("a deployment that runs is told as under way, not as left over") {
    ServiceOnHost on;
    on.serve();
    on.host.records.push_back(
        {.state = State::gating, .release = {.id = "1", .service = "psyfit-web"}});
    const auto held = HostLock::acquire(lock_file(on.config), "a test", {}, {});
    REQUIRE(held);

    const auto status = on.status();

    REQUIRE(status);
    CHECK(status->under_way);
    CHECK_FALSE(status->unfinished);
}
