// SPDX-License-Identifier: MIT
#pragma once
#include <deploy/journal.hpp>
#include <map>
#include <span>
#include <string>

namespace deploy {

/// When each container was last known to be live (RFC 3339), by id, from deployments that ended
/// well.
[[nodiscard]] std::map<std::string, std::string> last_live(std::span<const Record> records);

} // namespace deploy
