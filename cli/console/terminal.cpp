// SPDX-License-Identifier: MIT
#include "terminal.hpp"

#include <cstdlib>
#include <sys/ioctl.h>
#include <unistd.h>

namespace deploy::cli {
namespace {

std::string variable(const char* name) {
    const char* value = std::getenv(name); // NOLINT(concurrency-mt-unsafe): nobody sets any
    return value == nullptr ? std::string{} : value;
}

std::string locale() {
    for (const auto* name : {"LC_ALL", "LC_CTYPE", "LANG"})
        if (auto value = variable(name); !value.empty())
            return value;
    return {};
}

int columns_of(int fd) {
    constexpr int usual = 80;
    winsize size{};
    if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
    return usual;
}

std::string_view code(Ink ink) {
    switch (ink) {
    case Ink::good: return "\x1b[32m";
    case Ink::bad: return "\x1b[1;31m";
    case Ink::caution: return "\x1b[33m";
    case Ink::command: return "\x1b[36m";
    case Ink::faint: return "\x1b[2m";
    case Ink::strong: return "\x1b[1m";
    }
    return {};
}

} // namespace

Terminal judge_terminal(const TerminalFacts& facts) {
    const bool dumb = facts.term == "dumb";
    const bool forced = !facts.force_color.empty() && facts.force_color != "0";
    Terminal terminal;
    terminal.interactive = facts.is_terminal && !dumb;
    terminal.colour = facts.colour_wanted && facts.no_color.empty() &&
                      (forced || (terminal.interactive && facts.force_color != "0"));
    terminal.unicode = facts.locale.find("UTF-8") != std::string::npos ||
                       facts.locale.find("utf8") != std::string::npos;
    terminal.columns = facts.columns;
    return terminal;
}

Terminal inspect_terminal(int fd, bool colour_wanted) {
    return judge_terminal({.is_terminal = isatty(fd) == 1,
                           .colour_wanted = colour_wanted,
                           .no_color = variable("NO_COLOR"),
                           .force_color = variable("FORCE_COLOR"),
                           .term = variable("TERM"),
                           .locale = locale(),
                           .columns = columns_of(fd)});
}

std::string paint(std::string_view text, Ink ink, const Terminal& terminal) {
    if (!terminal.colour)
        return std::string{text};
    return std::string{code(ink)}.append(text).append("\x1b[0m");
}

} // namespace deploy::cli
