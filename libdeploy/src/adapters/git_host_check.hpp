// SPDX-License-Identifier: MIT
#pragma once
#include "adapters/git_credentials.hpp"
#include <deploy/config.hpp>
#include <deploy/result.hpp>
#include <git2.h>

namespace deploy::git {

/// Judges the key or certificate that a server offers: a TLS certificate must be valid, an ssh host
/// key must be in the known_hosts file; else `refused`, with the way to mend it.
Result<> check_host(const git_cert& certificate, bool valid, const RemoteAddress& address,
                    const Config::Source& config);

} // namespace deploy::git
