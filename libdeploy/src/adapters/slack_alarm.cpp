// SPDX-License-Identifier: MIT
#include "adapters/notice_words.hpp"
#include "adapters/slack_webhook.hpp"

#include <deploy/alarm_way.hpp>

namespace deploy {
namespace {

class SlackAlarm final : public AlarmWay {
public:
    explicit SlackAlarm(std::string webhook) : webhook_{std::move(webhook)} {}

    [[nodiscard]] std::string name() const override { return "Slack"; }

    Result<> tell(const AlarmMessage& message, std::stop_token stop) override {
        constexpr std::size_t longest = 2900;
        auto text = "*" + slack_text(message.subject) + "*";
        for (const auto& line : message.lines)
            text += "\n" + slack_text(line);
        return webhook_.send({{"text", shortened(text, longest)}}, std::move(stop));
    }

private:
    SlackWebhook webhook_;
};

} // namespace

std::unique_ptr<AlarmWay> make_slack_alarm(std::string webhook) {
    return std::make_unique<SlackAlarm>(std::move(webhook));
}

} // namespace deploy
