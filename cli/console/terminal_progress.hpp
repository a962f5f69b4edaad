// SPDX-License-Identifier: MIT
#pragma once
#include "progress.hpp"
#include "terminal.hpp"

#include <iosfwd>
#include <mutex>
#include <optional>

namespace deploy::cli {

/// One line that is drawn over (state, elapsed, last output) and a line that stays for each state
/// that ended. `redraw` is called by a timer, from any thread.
class TerminalProgress final : public Progress {
public:
    struct Settings {
        std::function<Terminal()> terminal; ///< Asked each time: windows change their width.
        Now now;
        bool all_output = false; ///< Output and notes stay, too.
    };

    TerminalProgress(std::ostream& out, const SafeText& safe, Settings settings)
        : out_{out}, safe_{safe}, settings_{std::move(settings)} {}

    void redraw() noexcept;
    void on_cancelling() noexcept override;
    void finish() noexcept override;
    void on_begin(const Release& release) noexcept override;
    void on_state(const Release& release, State state) noexcept override;
    void on_transition(const Release& release, const Transition& what) noexcept override;
    void on_output(std::string_view line) noexcept override;
    void on_note(std::string_view text) noexcept override;
    void on_warning(std::string_view text) noexcept override;

private:
    struct Live {
        State state;
        std::chrono::steady_clock::time_point since;
    };

    // With the mutex held:
    void draw(const Terminal& terminal);
    void keep(std::string_view line);
    void detail(std::string text);

    std::ostream& out_;
    const SafeText& safe_;
    Settings settings_;
    std::mutex mutex_{};
    std::optional<Live> live_{};
    std::string detail_{};
};

} // namespace deploy::cli
