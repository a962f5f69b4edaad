// SPDX-License-Identifier: MIT
#include "support/line_splitter.hpp"
#include <utility>

namespace deploy {

void LineSplitter::feed(std::string_view piece) {
    for (const char c : piece) {
        const bool second_half = c == '\n' && after_cr_;
        after_cr_ = c == '\r';
        if (second_half)
            continue;
        if (c == '\n' || c == '\r')
            end_line();
        else if (line_.size() < longest_)
            line_ += c;
    }
}

void LineSplitter::finish() {
    if (!line_.empty())
        end_line();
}

void LineSplitter::end_line() {
    // Moved out first, so that a sink that throws does not see the line twice.
    const auto line = std::exchange(line_, {});
    emit_(line);
}

} // namespace deploy
