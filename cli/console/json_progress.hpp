// SPDX-License-Identifier: MIT
#pragma once
#include "progress.hpp"

#include <boost/json/object.hpp>
#include <cstdint>
#include <iosfwd>
#include <mutex>

namespace deploy::cli {

/// Numbered JSON lines, `{"seq":1,"at":…,"event":…}`, each one flushed. The last one of a stream is
/// `end`.
class JsonProgress final : public Progress {
public:
    using WallClock = std::function<std::chrono::system_clock::time_point()>;

    JsonProgress(std::ostream& out, const SafeText& safe, WallClock now)
        : out_{out}, safe_{safe}, now_{std::move(now)} {}

    /// The last line: how it all ended.
    void end(const boost::json::object& result);

    void cancelling() noexcept override;
    void on_begin(const Release& release) noexcept override;
    void on_state(const Release& release, State state) noexcept override;
    void on_transition(const Release& release, const Transition& what) noexcept override;
    void on_output(std::string_view line) noexcept override;
    void on_note(std::string_view text) noexcept override;
    void on_warning(std::string_view text) noexcept override;
    void on_error(const Error& error) noexcept override;
    void on_end(const Release& release, State state, const Receipt& receipt) noexcept override;

private:
    void emit(std::string_view event, const boost::json::object& fields);

    std::ostream& out_;
    const SafeText& safe_;
    WallClock now_;
    std::mutex mutex_{};
    std::uint64_t sequence_ = 0;
};

} // namespace deploy::cli
