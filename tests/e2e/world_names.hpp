// SPDX-License-Identifier: MIT
#pragma once
#include "helpers/program.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace deploy::test {

inline constexpr std::string_view proxy_image = "basecamp/kamal-proxy:v0.9.2";

/// Runs the docker client; gives its output, throws when it fails.
std::string docker(const Words& words);

/// True, with one line that says why, where a test on real parts cannot run: no Docker Engine or no
/// image of kamal-proxy. The line is counted as a skipped test by tests/run.sh.
bool skipped();

/// A name that no other test has: the run's, from DEPLOY_TEST_RUN or made up, and a number.
/// tests/run.sh looks for what is left of its run by it.
[[nodiscard]] std::string new_world_id();

/// The IPv4 address of a running container; empty when it has none.
[[nodiscard]] std::string address_of(const std::string& container);

/// Where a container's port, `80/tcp` say, is published on this machine.
[[nodiscard]] std::uint16_t published_port(const std::string& container, const std::string& port);

} // namespace deploy::test
