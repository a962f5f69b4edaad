// SPDX-License-Identifier: MIT
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace deploy::cli {

inline constexpr std::string_view program_name = "psyfit-deploy";

/// How this program is called again for the same service: its name, with `--host` and `--config`
/// where it was given them, quoted for the shell as far as needed.
[[nodiscard]] std::string own_command(const std::optional<std::filesystem::path>& config,
                                      const std::optional<std::string>& host = {});

/// `text` with `command` in each place where it calls this program by its bare name, or with the
/// configuration that `command` has too.
[[nodiscard]] std::string calling(std::string_view text, std::string_view command);

} // namespace deploy::cli
