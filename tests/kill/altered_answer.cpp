// SPDX-License-Identifier: MIT
#include "kill/altered_answer.hpp"

namespace deploy::test {
namespace {

std::string with_body(std::string_view status, std::string_view body, std::size_t announced,
                      bool bodiless) {
    std::string text{"HTTP/1.1 "};
    text.append(status).append("\r\nContent-Type: application/json\r\nContent-Length: ");
    text.append(std::to_string(announced)).append("\r\n\r\n");
    if (!bodiless)
        text.append(body);
    return text;
}

} // namespace

AlteredAnswer alter(const Answer& answer, Fault fault, std::optional<std::size_t> keep) {
    constexpr std::string_view no_json = R"({"Id": garbage, "State)";
    const auto status = std::to_string(answer.status == 204 ? 200 : answer.status) + " Altered";
    switch (fault) {
    case Fault::truncate:
        return {.bytes = answer.bytes.substr(0, keep.value_or(answer.bytes.size() / 2))};
    case Fault::garbage:
        return {.bytes = with_body(status, no_json, no_json.size(), answer.bodiless),
                .ends_connection = false};
    case Fault::wrong_length: return {.bytes = with_body(status, "{}", 2 + 64, answer.bodiless)};
    case Fault::none:
    case Fault::kill_before:
    case Fault::kill_sent:
    case Fault::kill_unanswered:
    case Fault::kill_answered:
    case Fault::kill_held:
    case Fault::error_500:
    case Fault::error_503:
    case Fault::silence:
    case Fault::delay:
    case Fault::cut_before:
    case Fault::cut_after: break;
    }
    return {};
}

std::string refusal(std::string_view status, bool bodiless) {
    constexpr std::string_view words = R"({"message":"the relay refuses"})";
    return with_body(status, words, words.size(), bodiless);
}

} // namespace deploy::test
