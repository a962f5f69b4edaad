// SPDX-License-Identifier: MIT
#include "given.hpp"

#include <algorithm>
#include <cctype>

namespace deploy::action {
namespace {

std::string variable_of(std::string input) {
    std::ranges::transform(input, input.begin(), [](unsigned char c) { return std::toupper(c); });
    return "INPUT_" + input;
}

} // namespace

std::string given(const Variables& variables, const std::string& input) {
    auto value = variables(variable_of(input));
    if (!value.empty())
        return value;
    auto dashed = input;
    std::ranges::replace(dashed, '_', '-');
    return variables(variable_of(dashed));
}

std::string trimmed(const std::string& text) {
    const auto blank = [](unsigned char c) { return std::isspace(c) != 0; };
    const auto first = std::ranges::find_if_not(text, blank);
    auto last = text.end();
    while (last != first && blank(static_cast<unsigned char>(*(last - 1))))
        --last;
    return {first, last};
}

} // namespace deploy::action
