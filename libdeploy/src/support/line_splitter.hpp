// SPDX-License-Identifier: MIT
#pragma once
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace deploy {

/// Cuts a stream into lines however its pieces come. LF, CR LF and a lone CR (a progress bar) end a
/// line; what exceeds `max_line` bytes of a line is dropped. Empty lines are kept, except between
/// CR and LF.
class LineSplitter {
public:
    static constexpr std::size_t max_line = 8192;

    explicit LineSplitter(std::function<void(std::string_view)> line,
                          std::size_t longest = max_line)
        : emit_{std::move(line)}, longest_{longest} {}

    void feed(std::string_view piece);
    /// Gives a last line that has no end.
    void finish();

private:
    void end_line();

    std::function<void(std::string_view)> emit_;
    std::size_t longest_;
    std::string line_;
    bool after_cr_ = false;
};

} // namespace deploy
