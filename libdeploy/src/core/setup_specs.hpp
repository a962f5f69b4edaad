// SPDX-License-Identifier: MIT
#pragma once
#include <deploy/config.hpp>
#include <deploy/container.hpp>
#include <deploy/setup.hpp>
#include <string>
#include <vector>

namespace deploy {

// The containers of a new server: restarted with the machine, their log bounded, their data in a
// volume with a name, at the place that the image says.
[[nodiscard]] ContainerSpec proxy_spec(const Config& config, Entrance entrance, const Image& image);
[[nodiscard]] ContainerSpec database_spec(const Config& config, const Image& image,
                                          const std::string& password);
/// The password reaches Redis through its standard input, in no argument and no file.
[[nodiscard]] ContainerSpec redis_spec(const Config& config, const Image& image,
                                       const std::string& password);

/// In what the container is not as the configuration wants it: image, ports, volume, network,
/// restart policy.
[[nodiscard]] std::vector<std::string> differences(const Container& container,
                                                   const ContainerSpec& wanted);

} // namespace deploy
