// SPDX-License-Identifier: MIT
#include "terminal_progress.hpp"

#include <algorithm>
#include <ostream>

namespace deploy::cli {
namespace {

constexpr std::string_view erase_line = "\r\x1b[2K";
constexpr std::size_t state_columns = 10;
constexpr std::size_t time_columns = 7;

std::string right(std::string text) {
    text.insert(0, time_columns - std::min(time_columns, text.size()), ' ');
    return text;
}

std::string row(std::string_view mark, State state, const std::string& time) {
    return std::string{mark} + " " + pad(std::string{to_string(state)}, state_columns) +
           right(time) + "  ";
}

} // namespace

void TerminalProgress::draw(const Terminal& terminal) {
    if (!live_)
        return;
    const auto elapsed =
        std::chrono::duration_cast<std::chrono::milliseconds>(settings_.now() - live_->since);
    const auto head = row(terminal.unicode ? "\u25cf" : "*", live_->state, format_elapsed(elapsed));
    // Room for the ^C that a terminal echoes.
    const auto room = static_cast<std::size_t>(std::max(terminal.columns - 3, 1));
    const auto used = std::min(room, display_width(head));
    out_ << erase_line << paint(cut(head, room), Ink::strong, terminal)
         << paint(cut(detail_, room - used), Ink::faint, terminal) << std::flush;
}

void TerminalProgress::keep(std::string_view line) {
    out_ << erase_line << line << '\n';
    draw(settings_.terminal());
    out_.flush();
}

void TerminalProgress::detail(std::string text) {
    if (settings_.all_output)
        keep("  | " + text);
    else
        detail_ = std::move(text); // drawn by the timer: output may come fast
}

void TerminalProgress::redraw() noexcept {
    const std::scoped_lock lock{mutex_};
    draw(settings_.terminal());
}

void TerminalProgress::on_cancelling() noexcept {
    const std::scoped_lock lock{mutex_};
    keep(paint("cancelling: undoing what was done; once more ends at once", Ink::caution,
               settings_.terminal()));
}

void TerminalProgress::finish() noexcept {
    const std::scoped_lock lock{mutex_};
    if (live_)
        out_ << erase_line << std::flush;
    live_.reset();
}

void TerminalProgress::on_begin(const Release& release) noexcept {
    const std::scoped_lock lock{mutex_};
    keep(safe_(headline(release)));
}

void TerminalProgress::on_state(const Release& /*release*/, State state) noexcept {
    const std::scoped_lock lock{mutex_};
    live_ = Live{state, settings_.now()};
    detail_.clear();
    draw(settings_.terminal());
}

void TerminalProgress::on_transition(const Release& /*release*/, const Transition& what) noexcept {
    const std::scoped_lock lock{mutex_};
    const auto terminal = settings_.terminal();
    const bool good = what.on == Event::succeeded;
    const auto* mark = !terminal.unicode ? (good ? "+" : "x") : good ? "\u2713" : "\u2717";
    live_.reset();
    const auto line = row(mark, what.from, format_duration(what.took));
    keep(paint(line.substr(0, line.find_last_not_of(' ') + 1), good ? Ink::good : Ink::bad,
               terminal));
}

void TerminalProgress::on_output(std::string_view line) noexcept {
    auto text = safe_(line);
    const std::scoped_lock lock{mutex_};
    detail(std::move(text));
}

void TerminalProgress::on_note(std::string_view text) noexcept { on_output(text); }

void TerminalProgress::on_warning(std::string_view text) noexcept {
    const auto told = warning(safe_(text));
    const std::scoped_lock lock{mutex_};
    keep(paint(indent(told, 2), Ink::caution, settings_.terminal()));
}

} // namespace deploy::cli
