// SPDX-License-Identifier: MIT
#pragma once
#include "inputs.hpp"

namespace deploy::action {

/// An error of a host key, with the keys that the server offers now: the exact lines for the input
/// `known_hosts`, and their fingerprints to compare on the server itself.
[[nodiscard]] Error with_offered_keys(Error error, const Inputs& inputs);

} // namespace deploy::action
