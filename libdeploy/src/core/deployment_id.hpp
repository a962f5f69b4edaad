// SPDX-License-Identifier: MIT
#pragma once
#include <chrono>
#include <string>
#include <string_view>

namespace deploy {

/// A deployment's id: `20261124-201500-3f9a`, the time in UTC and four random hexadecimal digits.
[[nodiscard]] std::string new_deployment_id(std::chrono::system_clock::time_point when);

/// Whether a text may be an id: lower-case letters, digits and `-`, at most 40, not `-` first.
[[nodiscard]] bool is_deployment_id(std::string_view text);

} // namespace deploy
