// SPDX-License-Identifier: MIT
#include "adapters/slack_webhook.hpp"

#include <boost/json/serialize.hpp>

namespace deploy {

Result<> SlackWebhook::send(const boost::json::object& message, std::stop_token stop) {
    auto request = json_post(address_, boost::json::serialize(message));
    request.stop = std::move(stop);
    const auto sent = post_.send(std::move(request));
    return sent ? Result<>{} : sent.error();
}

std::string slack_text(std::string_view text) {
    std::string out;
    for (const char c : text)
        switch (c) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        default: out += c;
        }
    return out;
}

} // namespace deploy
