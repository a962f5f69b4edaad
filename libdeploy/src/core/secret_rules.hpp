// SPDX-License-Identifier: MIT
#pragma once
#include <cstddef>
#include <cstdint>
#include <deploy/environment.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace deploy {

/// How random bytes are written as text.
enum class SecretForm : std::uint8_t {
    hex,
    base64,
    base64_url, ///< RFC 4648, section 5: `-` and `_`, which a URL takes as they are.
};

/// A secret that a new server needs.
struct SecretRule {
    std::string_view key;
    std::size_t bytes; ///< Random ones, before they are written.
    SecretForm form;
};

/// All of them, in the order of the file.
[[nodiscard]] std::span<const SecretRule> secret_rules();

/// The bytes as text of that form.
[[nodiscard]] std::string written(SecretForm form, std::string_view bytes);

/// What is wrong with a value for that key, without telling the value; empty where it is right. A
/// password is anyone's choice as long as it has 12 bytes and no blanks; SECRET_KEY_BASE may be any
/// text of 64 bytes and more; a key of 32 bytes is read as the application reads it: in base64, the
/// blind index also in hex.
[[nodiscard]] std::string fault_in(const SecretRule& rule, std::string_view value);

/// The rules whose key has no value.
[[nodiscard]] std::vector<SecretRule> missing_secrets(const Environment& environment);

} // namespace deploy
