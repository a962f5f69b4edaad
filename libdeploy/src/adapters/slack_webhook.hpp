// SPDX-License-Identifier: MIT
#pragma once
#include "adapters/notify_post.hpp"
#include "adapters/system_clock.hpp"
#include <boost/json/object.hpp>
#include <deploy/result.hpp>
#include <stop_token>
#include <string>
#include <string_view>

namespace deploy {

/// An incoming webhook of Slack; its address is a secret.
class SlackWebhook {
public:
    explicit SlackWebhook(std::string address) : address_{std::move(address)} {}

    Result<> send(const boost::json::object& message, std::stop_token stop);

private:
    std::string address_;
    SystemClock clock_;
    NotifyPost post_{"Slack", clock_};
};

/// Text from outside as Slack shows it: no mention, no link.
[[nodiscard]] std::string slack_text(std::string_view text);

} // namespace deploy
