// SPDX-License-Identifier: MIT
#pragma once
#include "programs.hpp"

#include <string>
#include <vector>

namespace deploy::action {

/// What a program on the server said.
struct Said {
    Result<int> code{0};
    std::vector<std::string> lines{};
    std::string error{}; ///< The first line of its errors.

    [[nodiscard]] bool ok() const { return code && *code == 0; }
};

/// Runs a program there to its end.
Said ask(const Programs& programs, std::vector<std::string> program, std::vector<std::string> words,
         std::string input = {});

} // namespace deploy::action
