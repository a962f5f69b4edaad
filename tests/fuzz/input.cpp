// SPDX-License-Identifier: MIT
#include "fuzz/input.hpp"

#include <algorithm>

namespace deploy::fuzz {

unsigned char Input::byte() {
    if (rest_.empty())
        return 0;
    const auto first = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    return first;
}

std::size_t Input::below(std::size_t limit) {
    const std::size_t high = byte();
    return (high * 256 + byte()) % limit;
}

std::string_view Input::line() { return until("\n"); }
std::string_view Input::part() { return until("\n%%\n"); }

std::string_view Input::until(std::string_view end) {
    const auto at = std::min(rest_.find(end), rest_.size());
    const auto taken = rest_.substr(0, at);
    rest_.remove_prefix(std::min(at + end.size(), rest_.size()));
    return taken;
}

std::vector<std::string> split(std::string_view text, char separator) {
    std::vector<std::string> parts;
    for (;;) {
        const auto at = text.find(separator);
        parts.emplace_back(text.substr(0, at));
        if (at == std::string_view::npos)
            return parts;
        text.remove_prefix(at + 1);
    }
}

std::vector<std::string_view> pieces(std::string_view text, std::string_view cuts) {
    std::vector<std::string_view> cut;
    for (std::size_t next = 0; !text.empty(); ++next) {
        const auto length = cuts.empty()
                                ? text.size()
                                : static_cast<unsigned char>(cuts[next % cuts.size()]) % 16U + 1U;
        cut.push_back(text.substr(0, length));
        text.remove_prefix(cut.back().size());
    }
    return cut;
}

} // namespace deploy::fuzz
