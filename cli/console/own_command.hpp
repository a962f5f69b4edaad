// SPDX-License-Identifier: MIT
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace deploy::cli {

inline constexpr std::string_view program_name = "psyfit-deploy";

/// How this program is called again for the same service: its name, with `--config FILE` where it
/// was given that, quoted for the shell as far as needed.
[[nodiscard]] std::string own_command(const std::optional<std::filesystem::path>& config);

/// `text` with `command` in each place where it calls this program by its bare name.
[[nodiscard]] std::string calling(std::string_view text, std::string_view command);

} // namespace deploy::cli
