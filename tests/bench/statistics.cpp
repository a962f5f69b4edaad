// SPDX-License-Identifier: MIT
#include "bench/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <sstream>

namespace deploy::bench {

double percentile(std::vector<double> values, double share) {
    if (values.empty())
        return 0;
    std::ranges::sort(values);
    const auto rank = std::ceil(share * static_cast<double>(values.size()));
    return values[static_cast<std::size_t>(std::max(rank, 1.0)) - 1];
}

std::string fixed(double value, int digits) {
    std::ostringstream text;
    text << std::fixed << std::setprecision(digits) << value;
    return text.str();
}

std::string raw(const std::vector<double>& values, int digits) {
    std::string text;
    for (const double value : values)
        text += (text.empty() ? "" : " ") + fixed(value, digits);
    return text;
}

Table::Table() : text_{"| figure | measured | target | |\n|---|---|---|---|\n"} {}

void Table::add(std::string_view what, double value, int digits, std::string_view unit, Target kind,
                double target) {
    const bool most = kind == Target::at_most;
    const bool met = most ? value <= target : value >= target;
    text_.append("| ").append(what).append(" | ").append(fixed(value, digits)).append(unit);
    text_.append(most ? " | ≤ " : " | ≥ ").append(fixed(target, digits)).append(unit);
    text_.append(met ? " | met |\n" : " | **missed** |\n");
}

} // namespace deploy::bench
