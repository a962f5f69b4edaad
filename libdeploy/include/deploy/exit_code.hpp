// SPDX-License-Identifier: MIT
#pragma once
#include <array>
#include <deploy/deployer.hpp>
#include <deploy/result.hpp>

namespace deploy {

/// What a program that ran a deployment exits with. Never 255, which is ssh's own.
enum class ExitCode : int {
    done = 0,
    internal = 1,
    usage = 2,         ///< Command line or configuration.
    preflight = 3,     ///< A condition does not hold; nothing was touched.
    build = 4,         ///< No image; the incumbent serves.
    unhealthy = 5,     ///< The candidate is not healthy; the incumbent serves.
    switched_back = 6, ///< Traffic had moved and moved back; the incumbent serves.
    stuck = 7,         ///< Needs a person.
    locked = 8,
    unreachable = 9, ///< Nobody answers, or the outcome is not known.
    cancelled = 130,
};
inline constexpr std::array all_exit_codes{
    ExitCode::done,   ExitCode::internal,    ExitCode::usage,         ExitCode::preflight,
    ExitCode::build,  ExitCode::unhealthy,   ExitCode::switched_back, ExitCode::stuck,
    ExitCode::locked, ExitCode::unreachable, ExitCode::cancelled};

/// The code for a deployment that ended.
[[nodiscard]] ExitCode exit_code(const Outcome& outcome);
/// The code for an error before or beside a deployment.
[[nodiscard]] ExitCode exit_code(const Error& error);

} // namespace deploy
