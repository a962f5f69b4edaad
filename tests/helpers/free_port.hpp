// SPDX-License-Identifier: MIT
#pragma once
#include <cstdint>

namespace deploy::test {

/// A port that nobody listens at, for a server that is told its port. Below those that the kernel
/// gives to connections, so that none takes it before the server does; another one at each call.
[[nodiscard]] std::uint16_t free_port();

} // namespace deploy::test
