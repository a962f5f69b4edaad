// SPDX-License-Identifier: MIT
#include "contract/proxy_contract.hpp"
#include "helpers/result_text.hpp"

namespace deploy::test {

namespace {

const OperationSink unnoted = [](std::string_view) { return Result<>{}; };

std::string target_of(const ProxyWorld& world) {
    const auto route = world.proxy.route(world.service);
    REQUIRE(route);
    return *route ? (*route)->target : std::string{};
}

} // namespace

Route ProxyWorld::route() const {
    Route made;
    made.service = service;
    made.target = target;
    made.hosts = {host};
    return made;
}

void an_unknown_service_has_no_route(const ProxyWorld& world) {
    CHECK(target_of(world).empty());
    CHECK(world.proxy.remove_route(world.service));
}

void a_switch_is_read_back(const ProxyWorld& world) {
    std::string operation;
    REQUIRE(world.proxy.route_to(world.route(), [&](std::string_view name) {
        operation = name;
        CHECK(target_of(world).empty());
        return Result<>{};
    }));

    CHECK_FALSE(operation.empty());
    const auto route = world.proxy.route(world.service);
    REQUIRE(route);
    REQUIRE(*route);
    CHECK((*route)->target == world.target);
    CHECK((*route)->hosts == std::vector{world.host});
    CHECK((*route)->traffic == Traffic::running);

    REQUIRE(world.proxy.route_to((*route)->to(world.second_target), unnoted));
    const auto second = world.proxy.route(world.service);
    CHECK((*second)->target == world.second_target);
    CHECK((*second)->options == (*route)->options);
}

void the_same_switch_again_succeeds(const ProxyWorld& world) {
    REQUIRE(world.proxy.route_to(world.route(), unnoted));
    REQUIRE(world.proxy.route_to(world.route(), unnoted));

    CHECK(target_of(world) == world.target);
}

void an_unhealthy_target_leaves_the_former_route(const ProxyWorld& world) {
    REQUIRE(world.proxy.route_to(world.route(), unnoted));

    const auto switched = world.proxy.route_to(world.route().to(world.sick_target), unnoted);

    REQUIRE_FALSE(switched);
    CHECK(switched.error().is(Errc::unhealthy));
    CHECK(target_of(world) == world.target);
}

void a_switch_that_cannot_be_noted_has_no_effect(const ProxyWorld& world) {
    const auto switched = world.proxy.route_to(world.route(), [](std::string_view) -> Result<> {
        return Error{Errc::io, "disk full"};
    });

    REQUIRE_FALSE(switched);
    CHECK(switched.error().is(Errc::io));
    CHECK(target_of(world).empty());
}

void a_finished_operation_is_settled(const ProxyWorld& world) {
    std::string operation;
    REQUIRE(world.proxy.route_to(world.route(), [&](std::string_view name) {
        operation = name;
        return Result<>{};
    }));

    CHECK(world.proxy.settle(operation));
    CHECK(world.proxy.settle(""));
    CHECK(target_of(world) == world.target);
}

void the_target_that_answered_is_told(const ProxyWorld& world) {
    const auto since = std::chrono::system_clock::now() - std::chrono::seconds{1};
    REQUIRE(world.proxy.route_to(world.route(), unnoted));

    world.request("contract-request");

    auto passage = world.proxy.passage("contract-request", since);
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{30};
    while (passage && !*passage && std::chrono::steady_clock::now() < deadline)
        passage = world.proxy.passage("contract-request", since); // the log comes after the answer
    REQUIRE(passage);
    REQUIRE(*passage);
    CHECK((*passage)->target == world.target);
    CHECK((*passage)->status == 200);
}

void a_removed_service_has_no_route(const ProxyWorld& world) {
    REQUIRE(world.proxy.route_to(world.route(), unnoted));

    REQUIRE(world.proxy.remove_route(world.service));

    CHECK(target_of(world).empty());
}

} // namespace deploy::test
