// SPDX-License-Identifier: MIT
#pragma once
#include <deploy/lifecycle.hpp>
#include <deploy/release.hpp>
#include <deploy/result.hpp>
#include <string_view>

namespace deploy {

/// A state that ended.
struct Transition {
    State from;
    Event on;
    State to;
    std::chrono::milliseconds took{0};
};

/// Told what happens, in order, from the thread that runs the deployment where nothing else is
/// said. Text that came from outside (build output, container logs, commit subjects) is passed on
/// raw: the observer makes it safe for where it prints. An observer cannot change an outcome.
class Observer {
public:
    virtual ~Observer() = default;

    /// The run was asked to stop; what was done is being undone. From any thread.
    virtual void on_cancelling() noexcept {}
    virtual void on_begin(const Release& /*release*/) noexcept {}
    virtual void on_state(const Release& /*release*/, State /*state*/) noexcept {}
    virtual void on_transition(const Release& /*release*/, const Transition& /*what*/) noexcept {}
    /// A line of a build or of a release command.
    virtual void on_output(std::string_view /*line*/) noexcept {}
    /// A short fact about the work in progress.
    virtual void on_note(std::string_view /*text*/) noexcept {}
    /// Something that a person should know and that changes no outcome.
    virtual void on_warning(std::string_view /*text*/) noexcept {}
    virtual void on_error(const Error& /*error*/) noexcept {}
    virtual void on_end(const Release& /*release*/, State /*state*/,
                        const Receipt& /*receipt*/) noexcept {}
};

} // namespace deploy
