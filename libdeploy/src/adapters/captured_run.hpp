// SPDX-License-Identifier: MIT
#pragma once
#include "support/subprocess.hpp"
#include <string>
#include <string_view>

namespace deploy {

/// What a program that ended left behind, byte for byte.
struct CapturedRun {
    int exit_code = 0;
    std::string output;
    std::string errors;
};

/// Runs a program on this input, to its end; its sinks for lines and its stop are not used. For
/// programs that say little: everything is kept. `not_found` where there is no such program,
/// `timed_out` after the command's timeout.
Result<CapturedRun> run_captured(Command command, std::string_view input = {});

} // namespace deploy
