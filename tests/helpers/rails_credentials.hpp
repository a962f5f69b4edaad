// SPDX-License-Identifier: MIT
#pragma once
#include <string>
#include <string_view>

namespace deploy::test {

/// A fresh Rails master key: 32 hexadecimal digits.
[[nodiscard]] std::string new_master_key();

/// The content of a `credentials.yml.enc` as Rails writes it: the YAML as a marshalled Ruby string,
/// AES-128-GCM, `base64(data)--base64(iv)--base64(tag)`. `yaml` has at most 122 bytes.
[[nodiscard]] std::string encrypt_credentials(std::string_view master_key, std::string_view yaml);

} // namespace deploy::test
