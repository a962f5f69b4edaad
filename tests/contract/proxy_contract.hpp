// SPDX-License-Identifier: MIT
#pragma once
#include <deploy/proxy.hpp>
#include <functional>
#include <string>

namespace deploy::test {

/// What a proxy under test offers: targets of either kind, and a service name that is free.
struct ProxyWorld {
    Proxy& proxy;
    std::string service;
    std::string host;          ///< Free, for the service.
    std::string target;        ///< Healthy.
    std::string second_target; ///< Healthy too.
    std::string sick_target;   ///< Never healthy.
    /// Makes a request to the host through the proxy, with this id.
    std::function<void(const std::string& request_id)> request;

    [[nodiscard]] Route route() const;
};

// The contract of deploy::Proxy in parts that hold for the real proxy and the fake one alike. Each
// is called from a test case of that name, on a proxy that does not know the service.
void an_unknown_service_has_no_route(const ProxyWorld& world);
void a_switch_is_read_back(const ProxyWorld& world);
void the_same_switch_again_succeeds(const ProxyWorld& world);
void an_unhealthy_target_leaves_the_former_route(const ProxyWorld& world);
void a_switch_that_cannot_be_noted_has_no_effect(const ProxyWorld& world);
void a_finished_operation_is_settled(const ProxyWorld& world);
void the_target_that_answered_is_told(const ProxyWorld& world);
void a_removed_service_has_no_route(const ProxyWorld& world);

} // namespace deploy::test
