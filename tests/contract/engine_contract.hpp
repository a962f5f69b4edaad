// SPDX-License-Identifier: MIT
#pragma once
#include <deploy/engine.hpp>
#include <functional>
#include <string>

namespace deploy::test {

/// What an engine under test offers: names that are free, an image whose program waits, and a
/// network.
struct ContractWorld {
    Engine& engine;
    std::string image;   ///< `repository:tag`
    std::string network; ///< Exists, and `<network>-missing` does not.
    std::string prefix;  ///< Of every name that a test makes.
    /// Makes a further image, with a name of its own, that no container uses.
    std::function<std::string(const std::string& name)> build{};

    /// A container named `<prefix>-<name>` of the deployment, labelled for the clean-up.
    [[nodiscard]] ContainerSpec spec(const std::string& name,
                                     const std::string& deployment = "d1") const;
};

/// The label that everything made by a test bears, with the world's prefix as its value.
inline constexpr std::string_view test_label = "psyfit.test";

// The contract of deploy::Engine in parts that hold for the real engine and the fake one alike.
// Each is called from a test case of that name, on a world without containers of its prefix.
void repeated_changes_succeed(const ContractWorld& world);
void create_is_idempotent_within_a_deployment(const ContractWorld& world);
void a_name_held_by_a_stranger_is_a_conflict(const ContractWorld& world);
void what_is_missing_is_told(const ContractWorld& world);
void what_the_engine_is_made_of_is_told(const ContractWorld& world);
void containers_are_found_by_label(const ContractWorld& world);
void an_image_gets_further_names(const ContractWorld& world);
void an_image_goes_with_its_last_name(const ContractWorld& world);
void an_image_that_a_container_uses_stays(const ContractWorld& world);
void one_list_tells_of_every_container(const ContractWorld& world);
void what_takes_room_is_counted(const ContractWorld& world);
/// Leaves the network `<prefix>-made` behind.
void a_network_is_made_once(const ContractWorld& world);

} // namespace deploy::test
