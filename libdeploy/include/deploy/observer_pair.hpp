// SPDX-License-Identifier: MIT
#pragma once
#include <deploy/observer.hpp>

namespace deploy {

/// Tells everything to two observers, in that order.
class ObserverPair final : public Observer {
public:
    ObserverPair(Observer& first, Observer& second) : first_{first}, second_{second} {}

    void on_cancelling() noexcept override {
        each([](Observer& to) { to.on_cancelling(); });
    }
    void on_begin(const Release& release) noexcept override {
        each([&](Observer& to) { to.on_begin(release); });
    }
    void on_state(const Release& release, State state) noexcept override {
        each([&](Observer& to) { to.on_state(release, state); });
    }
    void on_transition(const Release& release, const Transition& what) noexcept override {
        each([&](Observer& to) { to.on_transition(release, what); });
    }
    void on_output(std::string_view line) noexcept override {
        each([&](Observer& to) { to.on_output(line); });
    }
    void on_note(std::string_view text) noexcept override {
        each([&](Observer& to) { to.on_note(text); });
    }
    void on_warning(std::string_view text) noexcept override {
        each([&](Observer& to) { to.on_warning(text); });
    }
    void on_error(const Error& error) noexcept override {
        each([&](Observer& to) { to.on_error(error); });
    }
    void on_end(const Release& release, State state, const Receipt& receipt) noexcept override {
        each([&](Observer& to) { to.on_end(release, state, receipt); });
    }

private:
    template <class Tell>
    void each(Tell tell) noexcept {
        tell(first_);
        tell(second_);
    }

    Observer& first_;
    Observer& second_;
};

} // namespace deploy
