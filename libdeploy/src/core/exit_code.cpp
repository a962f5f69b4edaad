// SPDX-License-Identifier: MIT
#include <deploy/exit_code.hpp>

namespace deploy {
namespace {

/// A switch that the proxy refused moved no traffic.
ExitCode not_switched(const Error& error) {
    if (error.is(Errc::unhealthy) || error.is(Errc::conflict) || error.is(Errc::precondition))
        return ExitCode::unhealthy;
    return error.is(Errc::unreachable) ? ExitCode::unreachable : ExitCode::switched_back;
}

ExitCode turned_back(State state, const Error& error) {
    switch (state) {
    case State::pulling:
    case State::capturing: return exit_code(error);
    case State::building:
        return error.is(Errc::build_failed) || error.is(Errc::timed_out) ? ExitCode::build
                                                                         : exit_code(error);
    case State::releasing:
    case State::starting:
    case State::gating: return ExitCode::unhealthy;
    case State::switching: return not_switched(error);
    case State::verifying:
    case State::watching: return ExitCode::switched_back;
    case State::retiring:
    case State::reverting:
    case State::live:
    case State::reverted:
    case State::stuck: break;
    }
    return ExitCode::internal;
}

} // namespace

ExitCode exit_code(const Error& error) {
    if (error.code.category() != error_category())
        return ExitCode::internal;
    switch (static_cast<Errc>(error.code.value())) {
    case Errc::invalid_input: return ExitCode::usage;
    case Errc::precondition:
    case Errc::refused:
    case Errc::not_found:
    case Errc::conflict:
    case Errc::corrupt:
    case Errc::io: return ExitCode::preflight;
    case Errc::build_failed: return ExitCode::build;
    case Errc::unhealthy: return ExitCode::unhealthy;
    case Errc::unreachable:
    case Errc::timed_out:
    case Errc::unknown_outcome: return ExitCode::unreachable;
    case Errc::locked: return ExitCode::locked;
    case Errc::cancelled: return ExitCode::cancelled;
    case Errc::internal: break;
    }
    return ExitCode::internal;
}

ExitCode exit_code(const Outcome& outcome) {
    if (outcome.state == State::live)
        return ExitCode::done;
    if (outcome.state == State::stuck)
        return ExitCode::stuck;
    if (!outcome.error || !outcome.turned_back_in)
        return ExitCode::unhealthy; // turned back by an earlier process
    if (outcome.error->is(Errc::cancelled))
        return ExitCode::cancelled;
    return turned_back(*outcome.turned_back_in, *outcome.error);
}

} // namespace deploy
