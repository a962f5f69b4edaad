// SPDX-License-Identifier: MIT
#pragma once
#include "core/config_table.hpp"
#include "core/json_position.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace deploy {

/// Why a value cannot be taken, and where it stands.
struct ConfigProblem {
    Position at;
    std::string message;
};

/// Gives `key` the value of `node`, or says why not.
[[nodiscard]] std::optional<ConfigProblem> assign(const ConfigKey& key, const JsonNode& node,
                                                  Config& config);

/// What a JSON value is called: "text", "a list", ….
[[nodiscard]] std::string_view kind_name(const boost::json::value& value);

} // namespace deploy
