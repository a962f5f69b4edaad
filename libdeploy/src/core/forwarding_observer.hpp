// SPDX-License-Identifier: MIT
#pragma once
#include <deploy/observer.hpp>

namespace deploy {

/// Passes everything on to another observer: a base for those that look at some of it.
class ForwardingObserver : public Observer {
public:
    explicit ForwardingObserver(Observer& next) : next_{next} {}

    void on_cancelling() noexcept override { next_.on_cancelling(); }
    void on_begin(const Release& release) noexcept override { next_.on_begin(release); }
    void on_state(const Release& release, State state) noexcept override {
        next_.on_state(release, state);
    }
    void on_transition(const Release& release, const Transition& what) noexcept override {
        next_.on_transition(release, what);
    }
    void on_output(std::string_view line) noexcept override { next_.on_output(line); }
    void on_note(std::string_view text) noexcept override { next_.on_note(text); }
    void on_warning(std::string_view text) noexcept override { next_.on_warning(text); }
    void on_error(const Error& error) noexcept override { next_.on_error(error); }
    void on_end(const Release& release, State state, const Receipt& receipt) noexcept override {
        next_.on_end(release, state, receipt);
    }

private:
    Observer& next_;
};

} // namespace deploy
