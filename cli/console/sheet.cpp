// SPDX-License-Identifier: MIT
#include "sheet.hpp"

#include <algorithm>
#include <deploy/redaction.hpp>
#include <ostream>

namespace deploy::cli {
namespace {
constexpr std::size_t label_columns = 13;
constexpr std::size_t cell_gap = 2;
} // namespace

void Sheet::line(std::string_view label, std::string_view value, Ink label_ink) {
    out_ << paint(pad(std::string{label}, label_columns), label_ink, terminal_)
         << indent(value, label_columns) << '\n';
}

void Sheet::words(std::string_view label, const std::vector<std::string>& words) {
    const auto room = static_cast<std::size_t>(std::max(terminal_.columns, 40)) - label_columns;
    std::string text;
    std::size_t used = 0;
    for (const auto& raw : words) {
        const auto word = neutralise(raw);
        const auto width = display_width(word) + 2;
        if (used > 0 && used + width > room) {
            text += ",\n";
            used = 0;
        } else if (used > 0)
            text += ", ";
        text += word;
        used += width;
    }
    if (!words.empty())
        line(label, text);
}

void print_table(std::ostream& out, const std::vector<std::vector<std::string>>& rows,
                 const Terminal& terminal) {
    std::vector<std::size_t> widths;
    for (const auto& row : rows) {
        if (row.size() < 2)
            continue;
        widths.resize(std::max(widths.size(), row.size()));
        for (std::size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], display_width(row[i]));
    }
    for (const auto& row : rows) {
        std::string text;
        for (std::size_t i = 0; i < row.size(); ++i)
            text += i + 1 < row.size() ? pad(row[i], widths[i] + cell_gap) : row[i];
        out << (&row == &rows.front() ? paint(text, Ink::faint, terminal) : text) << '\n';
    }
}

} // namespace deploy::cli
