// SPDX-License-Identifier: MIT
#pragma once
#include <deploy/cleanup.hpp>
#include <deploy/container.hpp>
#include <deploy/journal.hpp>
#include <set>
#include <string>
#include <vector>

namespace deploy {

/// What the engine, the proxy and the journal say before Docker is cleaned.
struct Inventory {
    std::vector<ContainerSummary> containers{}; ///< All of the host.
    std::vector<Image> images{};                ///< All of the host.
    std::vector<Record> records{};
    std::string routed{}; ///< Id of the container behind the route; empty: none.
};

/// Decides what goes and what stays; sizes of containers are not filled in.
[[nodiscard]] Cleanup plan_cleanup(const Config& config, const Inventory& inventory);

/// The part of it that decides on containers.
void plan_containers(Cleanup& out, const Config& config, const Inventory& inventory);
/// The part of it that decides on images, after the containers: those in `used` stay.
void plan_images(Cleanup& out, const Config& config, const Inventory& inventory,
                 const std::set<std::string>& used);

} // namespace deploy
