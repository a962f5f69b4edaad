// SPDX-License-Identifier: MIT
#include "said.hpp"

#include <utility>

namespace deploy::action {

Said ask(const Programs& programs, std::vector<std::string> program, std::vector<std::string> words,
         std::string input) {
    Said said;
    said.code = programs(std::move(program))
                    ->call({.words = std::move(words),
                            .input = std::move(input),
                            .line = [&](std::string_view line) { said.lines.emplace_back(line); },
                            .error_line =
                                [&](std::string_view line) {
                                    if (said.error.empty())
                                        said.error = line;
                                }});
    return said;
}

} // namespace deploy::action
