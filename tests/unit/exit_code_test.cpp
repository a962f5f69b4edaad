// SPDX-License-Identifier: MIT
#include <cerrno>
#include <deploy/exit_code.hpp>
#include <doctest/doctest.h>

using namespace deploy;

namespace {

constexpr std::array every_kind{Errc::internal,    Errc::invalid_input,   Errc::precondition,
                                Errc::unreachable, Errc::refused,         Errc::not_found,
                                Errc::conflict,    Errc::build_failed,    Errc::unhealthy,
                                Errc::timed_out,   Errc::unknown_outcome, Errc::locked,
                                Errc::cancelled,   Errc::corrupt,         Errc::io};

/// The code of a deployment that turned back in `state` for an error of that kind.
ExitCode turned_back(State state, Errc why) {
    Outcome outcome{.state = State::reverted};
    outcome.turned_back_in = state;
    outcome.error = Error{why, "why"};
    return exit_code(outcome);
}

ExitCode of(Errc kind) { return exit_code(Error{kind, "why"}); }

} // namespace

TEST_CASE("an exit code has the number that the documentation tells") {
    CHECK(static_cast<int>(ExitCode::done) == 0);
    CHECK(static_cast<int>(ExitCode::internal) == 1);
    CHECK(static_cast<int>(ExitCode::usage) == 2);
    CHECK(static_cast<int>(ExitCode::preflight) == 3);
    CHECK(static_cast<int>(ExitCode::build) == 4);
    CHECK(static_cast<int>(ExitCode::unhealthy) == 5);
    CHECK(static_cast<int>(ExitCode::switched_back) == 6);
    CHECK(static_cast<int>(ExitCode::stuck) == 7);
    CHECK(static_cast<int>(ExitCode::locked) == 8);
    CHECK(static_cast<int>(ExitCode::unreachable) == 9);
    CHECK(static_cast<int>(ExitCode::cancelled) == 130);
}

TEST_CASE("an error beside a deployment exits by its kind") {
    CHECK(of(Errc::internal) == ExitCode::internal);
    CHECK(of(Errc::invalid_input) == ExitCode::usage);
    CHECK(of(Errc::precondition) == ExitCode::preflight);
    CHECK(of(Errc::refused) == ExitCode::preflight);
    CHECK(of(Errc::not_found) == ExitCode::preflight);
    CHECK(of(Errc::conflict) == ExitCode::preflight);
    CHECK(of(Errc::corrupt) == ExitCode::preflight);
    CHECK(of(Errc::io) == ExitCode::preflight);
    CHECK(of(Errc::build_failed) == ExitCode::build);
    CHECK(of(Errc::unhealthy) == ExitCode::unhealthy);
    CHECK(of(Errc::locked) == ExitCode::locked);
    CHECK(of(Errc::unreachable) == ExitCode::unreachable);
    CHECK(of(Errc::timed_out) == ExitCode::unreachable);
    CHECK(of(Errc::unknown_outcome) == ExitCode::unreachable);
    CHECK(of(Errc::cancelled) == ExitCode::cancelled);
}

TEST_CASE("an error of somebody else's category is internal, whatever its number") {
    const auto code = std::error_code{static_cast<int>(Errc::locked), std::generic_category()};

    CHECK(exit_code(Error{code, "why"}) == ExitCode::internal);
}

TEST_CASE("live is 0 and stuck is 7, whatever went wrong before") {
    Outcome outcome{.state = State::live};
    outcome.error = Error{Errc::unhealthy, "why"};
    CHECK(exit_code(outcome) == ExitCode::done);

    outcome.state = State::stuck;
    outcome.turned_back_in = State::verifying;
    CHECK(exit_code(outcome) == ExitCode::stuck);
    outcome.error = Error{Errc::cancelled, "why"};
    CHECK(exit_code(outcome) == ExitCode::stuck);
}

TEST_CASE("turned back before there was a candidate, the kind of the error decides") {
    CHECK(turned_back(State::pulling, Errc::precondition) == ExitCode::preflight);
    CHECK(turned_back(State::pulling, Errc::unreachable) == ExitCode::unreachable);
    CHECK(turned_back(State::capturing, Errc::precondition) == ExitCode::preflight);
    CHECK(turned_back(State::building, Errc::build_failed) == ExitCode::build);
    CHECK(turned_back(State::building, Errc::timed_out) == ExitCode::build);
    CHECK(turned_back(State::building, Errc::unreachable) == ExitCode::unreachable);
}

TEST_CASE("a candidate that is not healthy is 5") {
    for (const auto state : {State::releasing, State::starting, State::gating})
        CHECK(turned_back(state, Errc::unhealthy) == ExitCode::unhealthy);
}

TEST_CASE("a switch that the proxy refused moved no traffic") {
    CHECK(turned_back(State::switching, Errc::unhealthy) == ExitCode::unhealthy);
    CHECK(turned_back(State::switching, Errc::conflict) == ExitCode::unhealthy);
    CHECK(turned_back(State::switching, Errc::precondition) == ExitCode::unhealthy);
    CHECK(turned_back(State::switching, Errc::unreachable) == ExitCode::unreachable);
}

TEST_CASE("a switch whose answer was lost, and all that fails after it, is 6") {
    CHECK(turned_back(State::switching, Errc::unknown_outcome) == ExitCode::switched_back);
    CHECK(turned_back(State::verifying, Errc::unhealthy) == ExitCode::switched_back);
    CHECK(turned_back(State::watching, Errc::unreachable) == ExitCode::switched_back);
}

TEST_CASE("cancelled is 130 in every state") {
    for (std::size_t i = 0; i < index(State::retiring); ++i)
        CHECK(turned_back(static_cast<State>(i), Errc::cancelled) == ExitCode::cancelled);
}

TEST_CASE("a deployment that an earlier process turned back left the incumbent serving") {
    CHECK(exit_code(Outcome{.state = State::reverted}) == ExitCode::unhealthy);
}

TEST_CASE("no deployment that turned back exits with 0, and nothing exits with 255") {
    for (const auto kind : every_kind) {
        CHECK(of(kind) != ExitCode::done);
        CHECK(static_cast<int>(of(kind)) < 255);
        for (std::size_t i = 0; i < state_names.size(); ++i) {
            const auto code = turned_back(static_cast<State>(i), kind);
            CHECK(code != ExitCode::done);
            CHECK(static_cast<int>(code) < 255);
        }
    }
}
