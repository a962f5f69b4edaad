// SPDX-License-Identifier: MIT
#include "operations/remote_said.hpp"

#include <algorithm>

namespace deploy {
namespace {

Errc kind_of(ExitCode code) {
    switch (code) {
    case ExitCode::usage: return Errc::invalid_input;
    case ExitCode::preflight: return Errc::precondition;
    case ExitCode::build: return Errc::build_failed;
    case ExitCode::unhealthy: return Errc::unhealthy;
    case ExitCode::locked: return Errc::locked;
    case ExitCode::cancelled: return Errc::cancelled;
    case ExitCode::unreachable: return Errc::unknown_outcome;
    case ExitCode::done:
    case ExitCode::internal:
    case ExitCode::switched_back:
    case ExitCode::stuck: break;
    }
    return Errc::internal;
}

} // namespace

RunEnd RemoteSaid::end_with(int code, const std::string& server) const {
    if (end_)
        return *end_;
    const auto* const known = std::ranges::find(all_exit_codes, static_cast<ExitCode>(code));
    const bool ours = known != all_exit_codes.end();
    RunEnd out =
        run_end(Error{ours ? kind_of(*known) : Errc::unknown_outcome,
                      server + " ended the command with exit code " + std::to_string(code) +
                          (first_error_.empty() ? " and no explanation" : ": " + first_error_),
                      "run it there by hand"},
                {});
    if (ours)
        out.code = *known;
    return out;
}

} // namespace deploy
