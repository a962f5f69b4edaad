// SPDX-License-Identifier: MIT
#pragma once
#include <deploy/secrets.hpp>
#include <string>

namespace deploy {

// Whether a server takes the password: told by logging in, since the environment of its container
// counts at its first start only. A server that cannot be asked is `not_checked`.
[[nodiscard]] SecretFinding database_login(const Config& config, Ports ports,
                                           const std::string& password);
[[nodiscard]] SecretFinding redis_login(const Config& config, Ports ports,
                                        const std::string& password);

/// The database's administrator: the configuration's, else the container's, else `postgres`.
[[nodiscard]] std::string database_user(const Config& config, const Container& container);

} // namespace deploy
