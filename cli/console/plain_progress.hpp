// SPDX-License-Identifier: MIT
#pragma once
#include "progress.hpp"

#include <iosfwd>
#include <mutex>

namespace deploy::cli {

/// One line for each state and note with the time since the start, and the build's output; for
/// files, pipes and logs.
class PlainProgress final : public Progress {
public:
    PlainProgress(std::ostream& out, const SafeText& safe, Now now)
        : out_{out}, safe_{safe}, now_{std::move(now)}, began_{now_()} {}

    void on_cancelling() noexcept override;
    void on_begin(const Release& release) noexcept override;
    void on_state(const Release& release, State state) noexcept override;
    void on_transition(const Release& release, const Transition& what) noexcept override;
    void on_output(std::string_view line) noexcept override;
    void on_note(std::string_view text) noexcept override;
    void on_warning(std::string_view text) noexcept override;

private:
    void say(std::string_view text);

    std::ostream& out_;
    const SafeText& safe_;
    Now now_;
    std::chrono::steady_clock::time_point began_;
    std::mutex mutex_{};
};

} // namespace deploy::cli
