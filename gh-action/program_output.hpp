// SPDX-License-Identifier: MIT
#pragma once
#include <string>
#include <vector>

namespace deploy::action {

/// What a program of this image said.
struct ProgramOutput {
    int code = 0; ///< Its exit code; 127 where it cannot be run.
    std::string out{};
    std::string err{};
};

/// Runs it to its end, without input. For short answers: it has no time limit of its own.
ProgramOutput output_of(const std::vector<std::string>& words);

} // namespace deploy::action
