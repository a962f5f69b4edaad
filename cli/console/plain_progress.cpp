// SPDX-License-Identifier: MIT
#include "plain_progress.hpp"

#include <ostream>

namespace deploy::cli {
namespace {
constexpr std::size_t time_columns = 7;
} // namespace

void PlainProgress::say(std::string_view text) {
    auto time =
        format_elapsed(std::chrono::duration_cast<std::chrono::milliseconds>(now_() - began_));
    time.insert(0, time_columns - std::min(time_columns, time.size()), ' ');
    const std::scoped_lock lock{mutex_};
    out_ << '[' << time << "] " << indent(text, time_columns + 3) << std::endl;
}

void PlainProgress::on_cancelling() noexcept { say("cancelling: undoing what was done"); }

void PlainProgress::on_begin(const Release& release) noexcept { say(safe_(headline(release))); }

void PlainProgress::on_state(const Release& /*release*/, State state) noexcept {
    say(to_string(state));
}

void PlainProgress::on_transition(const Release& /*release*/, const Transition& what) noexcept {
    if (what.on != Event::succeeded)
        say(std::string{to_string(what.from)} + " " + std::string{to_string(what.on)} + " after " +
            format_duration(what.took));
}

void PlainProgress::on_output(std::string_view line) noexcept {
    const auto text = safe_(line);
    const std::scoped_lock lock{mutex_};
    out_ << "  | " << indent(text, 4) << std::endl;
}

void PlainProgress::on_note(std::string_view text) noexcept { say(safe_(text)); }

void PlainProgress::on_warning(std::string_view text) noexcept { say(warning(safe_(text))); }

} // namespace deploy::cli
