// SPDX-License-Identifier: MIT
// The fake keeps the contract of the real proxy.
#include "contract/proxy_contract.hpp"
#include "fakes/fake_host.hpp"
#include <doctest/doctest.h>

using namespace deploy::test;

namespace {

struct Fake {
    FakeHost host;
    FakeProxy proxy{host};
    ProxyWorld world{proxy, "web", "a.test", "", "", "nowhere:80", [](const std::string&) {}};

    Fake() {
        host.add_image("web:1", "");
        world.target = host.add("one", "web:1", true).short_id() + ":80";
        world.second_target = host.add("two", "web:1", true).short_id() + ":80";
    }
};

} // namespace

TEST_CASE_FIXTURE(Fake, "fake: an unknown service has no route") {
    an_unknown_service_has_no_route(world);
}
TEST_CASE_FIXTURE(Fake, "fake: a switch is read back") { a_switch_is_read_back(world); }
TEST_CASE_FIXTURE(Fake, "fake: the same switch again succeeds") {
    the_same_switch_again_succeeds(world);
}
TEST_CASE_FIXTURE(Fake, "fake: an unhealthy target leaves the former route") {
    an_unhealthy_target_leaves_the_former_route(world);
}
TEST_CASE_FIXTURE(Fake, "fake: a switch that cannot be noted has no effect") {
    a_switch_that_cannot_be_noted_has_no_effect(world);
}
TEST_CASE_FIXTURE(Fake, "fake: a finished operation is settled") {
    a_finished_operation_is_settled(world);
}
TEST_CASE_FIXTURE(Fake, "fake: the target that answered is told") {
    the_target_that_answered_is_told(world);
}
TEST_CASE_FIXTURE(Fake, "fake: a removed service has no route") {
    a_removed_service_has_no_route(world);
}
