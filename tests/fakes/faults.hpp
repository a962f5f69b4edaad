// SPDX-License-Identifier: MIT
#pragma once
#include <array>
#include <chrono>
#include <deploy/result.hpp>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace deploy::test {

/// Thrown to end the process under test; not a std::exception, so that nothing catches it.
struct Crash {};

/// What happens at a chosen port call.
enum class Fault {
    none,
    crash_before, ///< The process dies before the call has an effect.
    crash_after,  ///< It dies after the effect, before it knows.
    crash_late,   ///< It dies, and the effect comes only after that (a switch, a new container, a
                  ///< start; else as after).
    error,        ///< The call fails and has no effect.
    away,         ///< The same, as a proxy that does not run tells it.
    lost,         ///< The effect happens and the answer is lost.
    vanished,     ///< Nothing happens, and the answer is lost.
    cancel,       ///< A person cancels during the call.
};
inline constexpr std::array all_faults{Fault::crash_before, Fault::crash_after, Fault::crash_late,
                                       Fault::error,        Fault::away,        Fault::lost,
                                       Fault::vanished,     Fault::cancel};
/// What a part that is broken for good can do at each call.
[[nodiscard]] constexpr bool can_repeat(Fault fault) {
    return fault == Fault::error || fault == Fault::away || fault == Fault::lost ||
           fault == Fault::vanished;
}
[[nodiscard]] constexpr std::string_view to_string(Fault fault) {
    constexpr std::array<std::string_view, 9> names{"none",       "crash_before", "crash_after",
                                                    "crash_late", "error",        "away",
                                                    "lost",       "vanished",     "cancel"};
    return names[static_cast<std::size_t>(fault)];
}

/// Counts the port calls of a run and makes one of them, every one from there on, or those of a
/// schedule go wrong.
class Faults {
public:
    Fault fault = Fault::none;
    int at = -1;          ///< The call, counted from 0.
    bool forever = false; ///< For errors: every later call fails, too.
    /// When, after the process died, the engine does what comes late.
    std::chrono::milliseconds lateness{200};
    /// What happens at each call; where it is set, it takes the place of the three above.
    std::function<Fault(int number)> schedule{};
    std::function<void()> check = [] {}; ///< The invariants, run after every effect.
    std::stop_source stop{};

    /// Makes the call `name`: its effect, and what the plan says.
    Result<> act(std::string_view name, const std::function<Result<>()>& effect,
                 const std::function<void()>& later = {}) {
        const int number = calls_++;
        trace_.emplace_back(name);
        const auto planned = plan(number);
        return planned == Fault::none ? run(effect) : strike(planned, name, effect, later);
    }

    [[nodiscard]] int calls() const { return calls_; }
    [[nodiscard]] const std::vector<std::string>& trace() const { return trace_; }
    /// The name of the call that was struck, for the message of a failed check.
    [[nodiscard]] std::string struck_call() const {
        const auto index = static_cast<std::size_t>(at);
        return at >= 0 && index < trace_.size() ? trace_[index] : "none";
    }

private:
    [[nodiscard]] Fault plan(int number) const {
        if (schedule)
            return schedule(number);
        const bool repeats = forever && can_repeat(fault);
        return number == at || (repeats && number > at) ? fault : Fault::none;
    }

    Result<> run(const std::function<Result<>()>& effect) {
        auto done = effect();
        check();
        return done;
    }

    Result<> strike(Fault planned, std::string_view name, const std::function<Result<>()>& effect,
                    const std::function<void()>& later) {
        const std::string what = "injected into " + std::string{name};
        if (planned == Fault::crash_before)
            throw Crash{};
        if (planned == Fault::error)
            return Error{Errc::unreachable, what};
        if (planned == Fault::away)
            return Error{Errc::precondition, what};
        if (planned == Fault::vanished)
            return Error{Errc::unknown_outcome, what};
        if (planned == Fault::crash_late && later) {
            later();
            throw Crash{};
        }
        if (planned == Fault::cancel)
            stop.request_stop();
        auto done = run(effect);
        if (planned == Fault::crash_after || planned == Fault::crash_late)
            throw Crash{};
        if (planned == Fault::lost && done)
            return Error{Errc::unknown_outcome, what};
        return done;
    }

    int calls_ = 0;
    std::vector<std::string> trace_;
};

} // namespace deploy::test
