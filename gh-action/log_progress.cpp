// SPDX-License-Identifier: MIT
#include "log_progress.hpp"

#include "console/format.hpp"
#include "console/progress.hpp"

namespace deploy::action {
namespace {

constexpr std::chrono::seconds silence{15};

std::chrono::milliseconds since(std::chrono::steady_clock::time_point then) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() -
                                                                 then);
}

} // namespace

void LogProgress::tell(std::string_view text) {
    commands_.line(text);
    told_ = std::chrono::steady_clock::now();
}

void LogProgress::heartbeat() noexcept {
    const std::scoped_lock lock{mutex_};
    if (since(told_) < silence)
        return;
    const auto what = state_ ? std::string{to_string(*state_)} : std::string{"waiting"};
    tell("still " + what + " after " + cli::format_duration(since(since_)));
}

void LogProgress::finish() noexcept {
    const std::scoped_lock lock{mutex_};
    commands_.end_group();
}

void LogProgress::on_cancelling() noexcept {
    const std::scoped_lock lock{mutex_};
    commands_.end_group();
    commands_.warning("Cancelled",
                      "The server is asked to turn the deployment back. Once it has heard that, it "
                      "does so by itself, whatever becomes of this job.");
}

void LogProgress::on_begin(const Release& release) noexcept {
    const std::scoped_lock lock{mutex_};
    tell(cli::headline(release));
}

void LogProgress::on_state(const Release& /*release*/, State state) noexcept {
    const std::scoped_lock lock{mutex_};
    state_ = state;
    since_ = told_ = std::chrono::steady_clock::now();
    commands_.group(to_string(state));
}

void LogProgress::on_transition(const Release& /*release*/, const Transition& what) noexcept {
    const std::scoped_lock lock{mutex_};
    tell(std::string{to_string(what.on)} + " after " + cli::format_duration(what.took));
    commands_.end_group();
    if (what.on == Event::failed && what.to == State::reverting)
        tell(std::string{to_string(what.from)} + " failed: turning back");
}

void LogProgress::on_output(std::string_view line) noexcept {
    const std::scoped_lock lock{mutex_};
    tell("| " + std::string{line});
}

void LogProgress::on_note(std::string_view text) noexcept {
    const std::scoped_lock lock{mutex_};
    tell(text);
}

void LogProgress::on_warning(std::string_view text) noexcept {
    const std::scoped_lock lock{mutex_};
    commands_.warning("psyfit-deploy", text);
}

} // namespace deploy::action
