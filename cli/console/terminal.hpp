// SPDX-License-Identifier: MIT
#pragma once
#include <string>
#include <string_view>

namespace deploy::cli {

/// What an output can show.
struct Terminal {
    bool interactive = false; ///< Lines may be drawn over.
    bool colour = false;
    bool unicode = true;
    int columns = 80;
};

/// What the choice depends on.
struct TerminalFacts {
    bool is_terminal = false;
    bool colour_wanted = true; ///< No `--no-color`.
    std::string no_color{};    ///< Variables of the environment, empty where unset.
    std::string force_color{};
    std::string term{};
    std::string locale{}; ///< The first one set of LC_ALL, LC_CTYPE, LANG.
    int columns = 80;
};

/// `--no-color` beats NO_COLOR, which beats FORCE_COLOR, which beats a dumb or absent terminal.
[[nodiscard]] Terminal judge_terminal(const TerminalFacts& facts);
/// The same for the open file `fd`, as it is now.
[[nodiscard]] Terminal inspect_terminal(int fd, bool colour_wanted);

/// What a piece of text is, and so its colour.
enum class Ink : unsigned char { good, bad, caution, command, faint, strong };

/// `text` in the colour of `ink`, or as it is without colours.
[[nodiscard]] std::string paint(std::string_view text, Ink ink, const Terminal& terminal);

} // namespace deploy::cli
