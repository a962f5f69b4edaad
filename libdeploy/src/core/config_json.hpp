// SPDX-License-Identifier: MIT
#pragma once
#include "core/config_table.hpp"

#include <boost/json/value.hpp>

namespace deploy {

/// The value of a key as JSON, in the form that the parser reads; nothing is masked.
[[nodiscard]] boost::json::value config_value(const ConfigKey& key, const Config& config);

} // namespace deploy
