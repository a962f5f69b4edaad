// SPDX-License-Identifier: MIT
// The fake keeps the contract of the real engine.
#include "contract/engine_contract.hpp"
#include "fakes/fake_host.hpp"
#include <doctest/doctest.h>

using namespace deploy::test;

namespace {

struct Fake {
    FakeHost host;
    FakeEngine engine{host};
    ContractWorld world{engine, "web:1", "kamal", "test", [this](const std::string& name) {
                            host.add_image(name, "");
                            return name;
                        }};

    Fake() { host.add_image("web:1", ""); }
};

} // namespace

TEST_CASE_FIXTURE(Fake, "fake: repeated changes succeed") { repeated_changes_succeed(world); }
TEST_CASE_FIXTURE(Fake, "fake: create is idempotent within a deployment") {
    create_is_idempotent_within_a_deployment(world);
}
TEST_CASE_FIXTURE(Fake, "fake: a name held by a stranger is a conflict") {
    a_name_held_by_a_stranger_is_a_conflict(world);
}
TEST_CASE_FIXTURE(Fake, "fake: what is missing is told") { what_is_missing_is_told(world); }
TEST_CASE_FIXTURE(Fake, "fake: what the engine is made of is told") {
    what_the_engine_is_made_of_is_told(world);
}
TEST_CASE_FIXTURE(Fake, "fake: containers are found by label") {
    containers_are_found_by_label(world);
}
TEST_CASE_FIXTURE(Fake, "fake: an image gets further names") { an_image_gets_further_names(world); }
TEST_CASE_FIXTURE(Fake, "fake: an image goes with its last name") {
    an_image_goes_with_its_last_name(world);
}
TEST_CASE_FIXTURE(Fake, "fake: an image that a container uses stays") {
    an_image_that_a_container_uses_stays(world);
}
TEST_CASE_FIXTURE(Fake, "fake: one list tells of every container") {
    one_list_tells_of_every_container(world);
}
TEST_CASE_FIXTURE(Fake, "fake: what takes room is counted") { what_takes_room_is_counted(world); }
TEST_CASE_FIXTURE(Fake, "fake: a network is made once") { a_network_is_made_once(world); }
