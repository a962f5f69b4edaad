// SPDX-License-Identifier: MIT
#pragma once
#include <deploy/config.hpp>
#include <deploy/result.hpp>
#include <git2.h>
#include <stop_token>

namespace deploy::git {

/// Fetches the configured remote into its remote-tracking references. Ends within the configured
/// timeout or soon after `stop` is requested, whatever the network does: `unreachable` and
/// `cancelled` then. `refused` when the remote rejects us, or its host key is not the known one.
Result<> fetch(const Config::Source& config, const std::stop_token& stop);

} // namespace deploy::git
