// SPDX-License-Identifier: MIT
#pragma once
#include "format.hpp"
#include "terminal.hpp"

#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace deploy::cli {

/// A page of `Label     value` lines with the values in one column.
class Sheet {
public:
    Sheet(std::ostream& out, const Terminal& terminal) : out_{out}, terminal_{terminal} {}

    /// A labelled line; a value of several lines stays in its column.
    void line(std::string_view label, std::string_view value, Ink label_ink = Ink::faint);
    /// A further value below the last one.
    void more(std::string_view value) { line("", value); }
    /// Words set with commas and broken where the terminal ends; nothing where there are none.
    void words(std::string_view label, const std::vector<std::string>& words);

    [[nodiscard]] const Terminal& terminal() const { return terminal_; }

private:
    std::ostream& out_;
    const Terminal& terminal_;
};

/// Rows with their cells in columns; the first row is the heading. A row of one cell is a remark
/// that takes part in no column.
void print_table(std::ostream& out, const std::vector<std::vector<std::string>>& rows,
                 const Terminal& terminal);

} // namespace deploy::cli
