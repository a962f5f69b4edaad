// SPDX-License-Identifier: MIT
#pragma once
#include "e2e/fixture.hpp"

namespace deploy::test {

/// Gives a running container a `bin/rails` with this state, on a real Ruby: see
/// helpers/rails_stand_in.rb.
void give_rails(const std::string& container, const std::string& state);
/// Another state for it.
void set_rails_state(const std::string& container, const std::string& state);
/// The state as it is now.
std::string rails_state(const std::string& container);

} // namespace deploy::test
