// SPDX-License-Identifier: MIT
#pragma once
#include "core/config_rule.hpp"

#include <chrono>
#include <cstdint>
#include <deploy/config.hpp>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace deploy {

using TextList = std::vector<std::string>;
using TextMap = std::map<std::string, std::string>;

/// One value of a Config, to be read or written; its alternative is the key's type.
using Field = std::variant<std::string*, std::filesystem::path*, std::chrono::seconds*,
                           std::chrono::milliseconds*, int*, std::uint16_t*, TextList*, TextMap*>;

/// One key of the configuration. Parser, schema, `to_json` and docs/configuration.md are all made
/// from the table of these: a key that is not here does not exist.
struct ConfigKey {
    std::string_view path; ///< `service`, or `section.key`.
    Rule rule;             ///< Of a list: for each item; of a map: for each name.
    Field (*field)(Config&);
    std::string_view doc; ///< One sentence or two.

    [[nodiscard]] std::string_view section() const; ///< Empty at the top level.
    [[nodiscard]] std::string_view name() const;    ///< The last part of the path.
    [[nodiscard]] Field of(Config& config) const { return field(config); }
};

struct ConfigSection {
    std::string_view name;
    std::string_view doc;
};

/// Every key, in the order of the documentation; the keys of a section stand together.
[[nodiscard]] std::span<const ConfigKey> config_keys();
/// Every section, in that order.
[[nodiscard]] std::span<const ConfigSection> config_sections();
/// The key of that path; null if there is none.
[[nodiscard]] const ConfigKey* find_config_key(std::string_view path);
/// The keys of a section; the top level's for an empty name.
[[nodiscard]] std::vector<const ConfigKey*> keys_of(std::string_view section);

/// The one key that may stand at the top level without meaning anything, for editors.
inline constexpr std::string_view schema_key = "$schema";
/// The one key whose values are secret.
inline constexpr std::string_view secret_key = "environment.set";

/// What an alternative of Field is called: "text", "a list of texts", ….
[[nodiscard]] std::string_view type_name(const Field& field);

} // namespace deploy
