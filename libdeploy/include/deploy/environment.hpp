// SPDX-License-Identifier: MIT
#pragma once
#include <deploy/config.hpp>
#include <deploy/release.hpp>
#include <deploy/result.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace deploy {

/// Environment variables in their order, keys unique, values byte for byte. Holds secrets: it lives
/// in memory and in requests to the engine, nowhere else.
class Environment {
public:
    Environment() = default;
    /// From `KEY=value` entries; a repeated key keeps its first place and its last value; an entry
    /// without `=` is dropped, as no process ever sees it.
    static Environment from_entries(std::span<const std::string> entries);

    void set(std::string_view key, std::string_view value);
    void unset(std::string_view key);
    [[nodiscard]] const std::string* find(std::string_view key) const;
    [[nodiscard]] std::vector<std::string> entries() const;
    [[nodiscard]] auto begin() const { return variables_.begin(); }
    [[nodiscard]] auto end() const { return variables_.end(); }
    [[nodiscard]] std::size_t size() const { return variables_.size(); }

private:
    std::vector<std::pair<std::string, std::string>> variables_;
};

/// Where a candidate's environment comes from.
struct EnvironmentSources {
    Environment incumbent{};      ///< What runs now, or the file of a first deployment.
    Environment image_defaults{}; ///< Baked into the incumbent's image.
    std::optional<std::string> master_key{};
};

/// The environment of the candidate: the incumbent's, less filtered keys and image defaults, the
/// master key synced, then the configuration's set and unset.
[[nodiscard]] Environment derive_environment(const EnvironmentSources& sources,
                                             const Config::Environment& rules);

/// Which keys differ between what runs now (filtered keys and image defaults left out) and `after`.
[[nodiscard]] EnvironmentChange compare_environments(const EnvironmentSources& sources,
                                                     const Environment& after,
                                                     const Config::Environment& rules);

/// Fails with `precondition` when a protected key changes or vanishes, or a value holds the mark of
/// damaged bytes (U+FFFD), unless `allowed` names the key. Names keys, never values.
Result<> check_protected(const Environment& before, const Environment& after,
                         std::span<const std::string> protect,
                         std::span<const std::string> allowed);

/// Reads an environment file: `KEY=value` lines; `#` comments; a value in single quotes is literal,
/// in double quotes may hold `\n`, `\t`, `\"`, `\\`, `\$`; both may span lines; without quotes it
/// is literal to the end of the line. Errors name file and line, never a value.
Result<Environment> parse_environment_file(std::string_view text, std::string_view file_name);

} // namespace deploy
