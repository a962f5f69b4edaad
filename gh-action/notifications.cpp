// SPDX-License-Identifier: MIT
#include "notifications.hpp"

#include <utility>

namespace deploy::action {
namespace {

RunNotifier::Settings settings(const Notice& facts, bool failed_before, bool beginning) {
    RunNotifier::Settings out{.facts = facts,
                              .events = {"succeeded", "failed", "cancelled", "recovered"},
                              .failed_before = failed_before};
    if (beginning)
        out.events.emplace_back("started");
    return out;
}

Notifiers slack(const Inputs& inputs) {
    Notifiers out;
    if (!inputs.slack_webhook.empty())
        out.push_back(make_slack_notifier(inputs.slack_webhook));
    return out;
}

Notifiers github(const Inputs& inputs, const Variables& variables) {
    Notifiers out;
    if (inputs.create_deployment)
        out.push_back(make_github_notifier({.api_url = variables("GITHUB_API_URL"),
                                            .repository = variables("GITHUB_REPOSITORY"),
                                            .token = inputs.token,
                                            .ref = inputs.ref.value_or(variables("GITHUB_SHA"))}));
    return out;
}

} // namespace

Notifications::Notifications(const Inputs& inputs, const Variables& variables, const Notice& facts,
                             bool failed_before, Observer& warnings)
    : slack_{slack(inputs), settings(facts, failed_before, inputs.slack_start), warnings},
      github_{github(inputs, variables), settings(facts, failed_before, true), warnings} {}

void Notifications::end(const RunEnd& end) {
    slack_.end(end);
    github_.end(end);
}

} // namespace deploy::action
