// SPDX-License-Identifier: MIT
#pragma once
#include "given.hpp"

#include <vector>

namespace deploy::action {

/// Every secret that the step was given, each to be masked before anything is printed: read of the
/// inputs as they come, for the message that one of them is wrong may hold a part of another.
[[nodiscard]] std::vector<std::string> secrets_given(const Variables& variables);

} // namespace deploy::action
