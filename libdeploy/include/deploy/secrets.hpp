// SPDX-License-Identifier: MIT
#pragma once
#include <boost/json/object.hpp>
#include <cstdint>
#include <deploy/changes.hpp>
#include <deploy/config.hpp>
#include <deploy/host.hpp>
#include <deploy/result.hpp>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace deploy {

/// What became of the environment file of a new server. Names of keys, never values.
struct GeneratedSecrets {
    std::filesystem::path file;
    bool new_file = false;
    std::vector<std::string> made{}; ///< Keys that had no value.
    std::vector<std::string> kept{}; ///< Keys that have one.
};

/// Gives the file a value for each secret that it has none for: SECRET_KEY_BASE (64 random bytes in
/// hex), ATTR_ENCRYPTED_KEY and BLIND_INDEX_KEY (32 in base64), POSTGRES_PASSWORD and
/// REDIS_PASSWORD (24 in the base64 of URLs, so that they may stand in one). What the file has
/// stays byte for byte. A missing file is made with mode 0600, and its folder with 0700 where only
/// that is missing. The file is replaced in one step and durable when this returns. Idempotent;
/// runs at the same time wait for each other.
///
/// A link, a FIFO, a foreign owner, or a mode that lets others read or write is `precondition`, and
/// a line that is not understood `invalid_input`; the file is untouched then.
Result<GeneratedSecrets> generate_secrets(const std::filesystem::path& file, Changes changes);

enum class SecretState : std::uint8_t { right, wrong, not_checked };
[[nodiscard]] std::string_view to_string(SecretState state);

/// One thing about the secrets that holds or does not.
struct SecretFinding {
    std::string subject; ///< A key, a file, or who must take the key.
    SecretState state = SecretState::right;
    std::string detail{}; ///< Why; never a value.
    std::string fix{};    ///< The command that mends it.
};

/// What `check_secrets` found.
struct SecretsReport {
    std::string source; ///< Where the values were read: a file, or the container that serves.
    std::vector<SecretFinding> findings{};

    /// Nothing is wrong.
    [[nodiscard]] bool sound() const;
};

/// Whether the secrets are there, have the length and form that they must have, are what the
/// database and Redis take (asked by logging in), and the master key opens the credentials of the
/// checkout; and whether files that hold secrets are closed to others. Looks at `file`; without one
/// at the environment of the container that serves, and where none does at `setup.secrets`. Reads
/// only. A file that cannot be trusted or understood is a finding, one that is missing `not_found`.
Result<SecretsReport> check_secrets(const Config& config, Ports ports,
                                    const std::optional<std::filesystem::path>& file);

[[nodiscard]] boost::json::object to_json(const GeneratedSecrets& secrets);
[[nodiscard]] boost::json::object to_json(const SecretsReport& report);

} // namespace deploy
