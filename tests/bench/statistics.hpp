// SPDX-License-Identifier: MIT
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace deploy::bench {

/// The value that a share of `share` (0 to 1) of the values does not exceed, by the nearest rank;
/// 0 where there are none.
[[nodiscard]] double percentile(std::vector<double> values, double share);
[[nodiscard]] inline double median(std::vector<double> values) {
    return percentile(std::move(values), 0.5);
}

/// Every value, rounded to `digits` after the point, in the order measured.
[[nodiscard]] std::string raw(const std::vector<double>& values, int digits);
[[nodiscard]] std::string fixed(double value, int digits);

/// The table of results, in Markdown: what, measured, target, verdict.
class Table {
public:
    enum class Target { at_most, at_least };

    Table();
    void add(std::string_view what, double value, int digits, std::string_view unit, Target kind,
             double target);
    [[nodiscard]] const std::string& text() const { return text_; }

private:
    std::string text_;
};

} // namespace deploy::bench
