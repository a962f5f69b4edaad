// SPDX-License-Identifier: MIT
#pragma once
#include <boost/json/value.hpp>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace deploy::cli {

inline constexpr std::string_view program_name = "psyfit-deploy";

/// What this program was given that says which service it acts on.
struct Given {
    std::optional<std::string> host{};
    std::optional<std::filesystem::path> config{};
    std::optional<std::string> service{};
};

/// How this program is called again for the same service: its name, with these options, quoted for
/// the shell as far as needed.
[[nodiscard]] std::string own_command(const Given& given);

/// `text` with `command` in each place where it calls this program by its bare name, or with the
/// options that `command` has too: what was done once is not done again.
[[nodiscard]] std::string calling(std::string_view text, std::string_view command);
/// The same in every field of the document that is for a person to type: `fix`, `serves`, `steps`.
[[nodiscard]] boost::json::value calling_in(boost::json::value document, std::string_view command);
/// The same in a line, which stays as it is where it has no such call or is no JSON.
[[nodiscard]] std::string calling_in_json(std::string_view line, std::string_view command);

} // namespace deploy::cli
