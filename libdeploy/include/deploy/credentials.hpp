// SPDX-License-Identifier: MIT
#pragma once
#include <deploy/result.hpp>
#include <filesystem>
#include <string>
#include <string_view>

namespace deploy {

/// The content of a master key file less one line end (LF or CRLF). A missing file is `not_found`;
/// an empty or blank key, a directory or special file, or a link that leads out of `root` is
/// `precondition`. The key never enters an Error.
Result<std::string> read_master_key(const std::filesystem::path& file,
                                    const std::filesystem::path& root);

/// Proves that `key` (32 hexadecimal digits) opens `credentials`, the content of a Rails
/// `credentials.yml.enc` (`base64(data)--base64(iv)--base64(tag)`, AES-128-GCM): `precondition`
/// when it does not, `corrupt` when the message is malformed. The plain text is wiped, never
/// returned. Source: ActiveSupport::EncryptedConfiguration and ActiveSupport::MessageEncryptor.
Result<> prove_master_key(std::string_view key, std::string_view credentials);

} // namespace deploy
