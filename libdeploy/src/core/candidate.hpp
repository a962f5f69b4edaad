// SPDX-License-Identifier: MIT
#pragma once
#include <deploy/config.hpp>
#include <deploy/container.hpp>
#include <deploy/release.hpp>
#include <deploy/result.hpp>

namespace deploy {

/// The candidate as a copy of the incumbent: its mounts, networks, limits, log options and user
/// labels, with the settings that `image` baked into the incumbent left to the new image. Restarts
/// `unless-stopped` and bounds logs where the incumbent does not. Environment left empty.
/// `precondition` where two containers cannot run side by side (a published host port).
Result<ContainerSpec> candidate_like(const Container& incumbent, const Image& image,
                                     const Release& release, const Config& config);

/// The candidate of a first deployment, from the configuration alone.
[[nodiscard]] ContainerSpec first_candidate(const Release& release, const Config& config);

/// A one-off container of the candidate's image and settings that runs `config.release.command`.
[[nodiscard]] ContainerSpec release_command_spec(const ContainerSpec& candidate,
                                                 const Config& config);

/// The name of that container.
[[nodiscard]] std::string release_command_name(const Release& release);

/// `<service>-<commit7>-<id>`.
[[nodiscard]] std::string candidate_name(const Release& release);

/// The settings of a candidate in words, one line each, without its environment.
[[nodiscard]] std::vector<std::string> describe(const ContainerSpec& spec);

} // namespace deploy
