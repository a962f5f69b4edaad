// SPDX-License-Identifier: MIT
#pragma once
#include <boost/json/object.hpp>
#include <chrono>
#include <cstdint>
#include <deploy/observer.hpp>
#include <deploy/run_end.hpp>
#include <deploy/safe_text.hpp>
#include <functional>
#include <mutex>
#include <string_view>

namespace deploy {

/// Tells a run as numbered JSON lines, `{"seq":1,"at":…,"event":…}`; docs/events.md has them all.
/// Every text in them is made safe. The last line of a run is `end`.
class EventWriter final : public Observer {
public:
    /// Takes one line without its line end; called by one thread at a time.
    using Sink = std::function<void(std::string_view line)>;

    using WallClock = std::function<std::chrono::system_clock::time_point()>;

    EventWriter(Sink sink, const SafeText& safe, WallClock now = std::chrono::system_clock::now)
        : sink_{std::move(sink)}, safe_{safe}, now_{std::move(now)} {}

    void end(const RunEnd& end) noexcept;
    /// The events up to this number have been told by somebody else.
    void go_on_after(std::uint64_t number) noexcept;

    void on_cancelling() noexcept override;
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

    Sink sink_;
    const SafeText& safe_;
    WallClock now_;
    std::mutex mutex_{};
    std::uint64_t sequence_ = 0;
};

} // namespace deploy
