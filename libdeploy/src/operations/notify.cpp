// SPDX-License-Identifier: MIT
#include "operations/file_secret.hpp"

#include <algorithm>
#include <deploy/notifier.hpp>
#include <future>
#include <optional>
#include <utility>

namespace deploy {
namespace {

/// The secret in a file, without the line end; nothing, with a warning, where it cannot be read.
std::optional<std::string> secret_in(const std::filesystem::path& file, std::string_view what,
                                     Observer& observer) {
    auto secret = file_secret(file);
    if (secret)
        return std::move(*secret);
    observer.on_warning(std::string{what} + " is not told: " + secret.error().message);
    return std::nullopt;
}

} // namespace

Notifiers notifiers_for(const Config& config, Observer& observer) {
    const auto& wanted = config.notify;
    Notifiers out;
    if (!wanted.slack_webhook_file.empty())
        if (auto webhook = secret_in(wanted.slack_webhook_file, "Slack", observer))
            out.push_back(make_slack_notifier(std::move(*webhook)));
    if (!wanted.webhook_url.empty()) {
        const auto secret = wanted.webhook_secret_file.empty()
                                ? std::optional<std::string>{""}
                                : secret_in(wanted.webhook_secret_file, "the webhook", observer);
        if (secret)
            out.push_back(make_webhook_notifier(wanted.webhook_url, *secret));
    }
    if (!wanted.sentry_organization.empty())
        if (auto token = secret_in(wanted.sentry_token_file, "Sentry", observer))
            out.push_back(make_sentry_notifier({.url = wanted.sentry_url,
                                                .organization = wanted.sentry_organization,
                                                .projects = wanted.sentry_projects,
                                                .token = std::move(*token)}));
    return out;
}

/// Those who are being told now.
struct RunNotifier::Telling {
    std::vector<std::future<Result<>>> answers;
};

RunNotifier::RunNotifier(Notifiers notifiers, Settings settings, Observer& warnings)
    : notifiers_{std::move(notifiers)},
      settings_{std::move(settings)},
      warnings_{warnings},
      telling_{std::make_unique<Telling>()} {}

RunNotifier::~RunNotifier() { finish(); }

void RunNotifier::on_begin(const Release& release) noexcept {
    Notice notice;
    notice.occasion = Notice::Occasion::started;
    notice.release = release;
    under_way_ = true;
    tell(std::move(notice));
}

void RunNotifier::on_end(const Release& /*release*/, State /*state*/,
                         const Receipt& /*receipt*/) noexcept {
    under_way_ = false;
}

void RunNotifier::end(const RunEnd& end) {
    finish(); // each is told one thing after the other
    const bool broken = end.error && (under_way_ || end.error->is(Errc::unknown_outcome));
    if (end.outcome || broken)
        tell(notice_of(end, settings_.failed_before));
    finish();
}

void RunNotifier::tell(Notice notice) {
    if (std::ranges::find(settings_.events, to_string(notice.occasion)) == settings_.events.end())
        return;
    notice.environment = settings_.facts.environment;
    notice.url = settings_.facts.url;
    notice.run_url = settings_.facts.run_url;
    notice.actor = settings_.facts.actor;
    notice.command = settings_.facts.command;
    finish();
    for (const auto& notifier : notifiers_)
        telling_->answers.push_back(std::async(
            std::launch::async, [notice, to = notifier.get()] { return to->notify(notice, {}); }));
}

void RunNotifier::finish() {
    for (auto& answer : telling_->answers)
        if (const auto told = answer.get(); !told)
            warnings_.on_warning("a notification was not taken: " + told.error().message);
    telling_->answers.clear();
}

RunNotifier::Settings notify_settings(const Config& config, Journal& journal) {
    RunNotifier::Settings out{.events = config.notify.events};
    out.facts.environment = config.notify.environment;
    out.facts.url = config.notify.url;
    if (const auto records = journal.read(); records && !records->empty())
        out.failed_before = records->back().state != State::live;
    return out;
}

} // namespace deploy
