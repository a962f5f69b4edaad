// SPDX-License-Identifier: MIT
#include "adapters/notice_words.hpp"
#include "adapters/slack_webhook.hpp"

#include <boost/json/array.hpp>
#include <deploy/notifier.hpp>

namespace deploy {
namespace json = boost::json;
namespace {

constexpr std::size_t longest_section = 2900; ///< Of Slack's 3000 characters.

json::object section(const std::string& text) {
    return {{"type", "section"},
            {"text", {{"type", "mrkdwn"}, {"text", shortened(text, longest_section)}}}};
}

std::string_view mark(Notice::Occasion occasion) {
    switch (occasion) {
    case Notice::Occasion::started: return ":hourglass_flowing_sand:";
    case Notice::Occasion::succeeded: return ":white_check_mark:";
    case Notice::Occasion::failed: return ":x:";
    case Notice::Occasion::cancelled: return ":no_entry_sign:";
    case Notice::Occasion::recovered: return ":sunny:";
    }
    return ":x:";
}

json::object message(const Notice& notice) {
    const auto headline = slack_text(headline_of(notice));
    json::array blocks{section(std::string{mark(notice.occasion)} + " *" + headline + "*")};
    std::string facts;
    for (const auto& [name, value] : facts_of(notice))
        facts += "*" + name + ":* " + slack_text(shortened(value, 600)) + "\n";
    if (!facts.empty())
        blocks.push_back(section(facts));
    if (!notice.cause.empty())
        blocks.push_back(section("```" + slack_text(shortened(notice.cause, 2000)) + "```"));
    return {{"text", headline}, {"blocks", std::move(blocks)}};
}

class SlackNotifier final : public Notifier {
public:
    explicit SlackNotifier(std::string webhook) : webhook_{std::move(webhook)} {}

    Result<> notify(const Notice& notice, std::stop_token stop) override {
        return webhook_.send(message(notice), std::move(stop));
    }

private:
    SlackWebhook webhook_;
};

} // namespace

std::unique_ptr<Notifier> make_slack_notifier(std::string webhook) {
    return std::make_unique<SlackNotifier>(std::move(webhook));
}

} // namespace deploy
