// SPDX-License-Identifier: MIT
#include "kill/engine_call.hpp"
#include <array>
#include <cctype>
#include <string_view>
#include <vector>

namespace deploy::test {
namespace {

/// The parts of the path, the version left out.
std::vector<std::string> parts_of(std::string_view target) {
    std::vector<std::string> parts;
    auto path = target.substr(0, target.find('?'));
    while (!path.empty()) {
        path.remove_prefix(1);
        const auto end = std::min(path.find('/'), path.size());
        parts.emplace_back(path.substr(0, end));
        path.remove_prefix(end);
    }
    const bool versioned = !parts.empty() && parts.front().size() > 1 && parts.front()[0] == 'v' &&
                           std::isdigit(static_cast<unsigned char>(parts.front()[1])) != 0;
    if (versioned)
        parts.erase(parts.begin());
    return parts;
}

bool is_name(const std::vector<std::string>& parts, std::size_t i) {
    return i == 1 && parts[i] != "create" && parts[i] != "json";
}

} // namespace

std::string EngineCall::kind() const {
    const auto parts = parts_of(target);
    auto text = method + " ";
    for (std::size_t i = 0; i < parts.size(); ++i)
        text += "/" + (is_name(parts, i) ? std::string{"*"} : parts[i]);
    return text;
}

std::string EngineCall::subject() const {
    const auto parts = parts_of(target);
    return parts.size() > 1 && is_name(parts, 1) ? parts[1] : std::string{};
}

std::string_view to_string(Fault fault) {
    constexpr std::array<std::string_view, 15> names{"no fault",
                                                     "killed before the request",
                                                     "killed after the request was sent",
                                                     "killed before the answer",
                                                     "killed after the answer",
                                                     "killed long before the request",
                                                     "answer 500",
                                                     "answer 503",
                                                     "no answer",
                                                     "late request",
                                                     "cut before the request",
                                                     "cut before the answer",
                                                     "truncated answer",
                                                     "garbage as answer",
                                                     "wrong length of the answer"};
    return names.at(static_cast<std::size_t>(fault));
}

bool holds_answer(Fault fault) {
    return fault == Fault::kill_unanswered || fault >= Fault::cut_after;
}

} // namespace deploy::test
