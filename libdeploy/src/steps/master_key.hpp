// SPDX-License-Identifier: MIT
#pragma once
#include <deploy/config.hpp>
#include <deploy/result.hpp>
#include <deploy/source.hpp>
#include <optional>
#include <string>

namespace deploy {

/// The master key that the configuration names; nothing where it asks for none or the file does
/// not exist.
Result<std::optional<std::string>> read_configured_master_key(const Config& config);

/// Proves the key against the commit's credentials, so that a wrong one fails in milliseconds and
/// not as a dead container. A commit without credentials needs no key.
Result<> prove_configured_master_key(const std::optional<std::string>& key,
                                     const std::string& commit, Source& source,
                                     const Config& config);

} // namespace deploy
