// SPDX-License-Identifier: MIT
#include <deploy/json.hpp>

#include <boost/json/array.hpp>
#include <boost/json/value_from.hpp>

namespace deploy {
namespace json = boost::json;
namespace {

json::array names(const std::vector<std::string>& values) {
    json::array out;
    for (const auto& value : values)
        out.emplace_back(value);
    return out;
}

std::string_view to_string(Traffic traffic) {
    switch (traffic) {
    case Traffic::running: return "running";
    case Traffic::paused: return "paused";
    case Traffic::stopped: return "stopped";
    }
    return "running";
}

json::object to_json(const Incumbent& incumbent) {
    return {{"id", incumbent.id},
            {"name", incumbent.name},
            {"revision", incumbent.revision},
            {"image_id", incumbent.image_id}};
}

json::object summary(const Container& container) {
    return {{"id", container.id},
            {"name", container.name},
            {"image", container.image},
            {"status", container.status},
            {"restarts", container.restarts},
            {"started_at", container.started_at}};
}

} // namespace

json::object to_json(const Error& error) {
    return {{"kind", error.code.message()}, {"message", error.message}, {"fix", error.fix}};
}

json::object to_json(const Route& route) {
    return {{"service", route.service},
            {"target", route.target},
            {"hosts", names(route.hosts)},
            {"tls", route.tls},
            {"traffic", to_string(route.traffic)},
            {"other_targets", names(route.other_targets)},
            {"options", route.options}};
}

json::object to_json(const EnvironmentChange& change) {
    return {{"added", names(change.added)},
            {"changed", names(change.changed)},
            {"dropped", names(change.dropped)}};
}

json::object to_json(const Receipt& receipt) {
    json::object times;
    for (const auto& [state, took] : receipt.time_in)
        times[deploy::to_string(state)] = took.count();
    return {{"time_in_ms", std::move(times)},
            {"total_ms", receipt.total.count()},
            {"requests_sent", receipt.traffic.sent},
            {"requests_failed", receipt.traffic.failed},
            {"longest_gap_ms", receipt.traffic.longest_gap.count()},
            {"first_failure", receipt.traffic.first_failure},
            {"answered_by", receipt.answered_by}};
}

json::object to_json(const Release& release) {
    json::object out{{"id", release.id},
                     {"kind", to_string(release.kind)},
                     {"service", release.service},
                     {"revision", release.revision},
                     {"image", release.image},
                     {"candidate", release.candidate},
                     {"candidate_id", release.candidate_id},
                     {"port", release.port},
                     {"route", to_json(release.route)},
                     {"operation", release.operation},
                     {"environment", to_json(release.environment)},
                     {"started_at", release.started_at},
                     {"by", release.by}};
    if (release.incumbent)
        out["incumbent"] = to_json(*release.incumbent);
    if (release.before)
        out["before"] = to_json(*release.before);
    return out;
}

json::object to_json(const Record& record) {
    json::object out{{"sequence", record.sequence},
                     {"at", record.at},
                     {"state", to_string(record.state)},
                     {"reached", to_string(record.reached)},
                     {"cause", record.cause},
                     {"release", to_json(record.release)}};
    if (record.receipt)
        out["receipt"] = to_json(*record.receipt);
    if (record.retire_failed)
        out["retire_failed"] = true;
    return out;
}

json::object to_json(const Outcome& outcome) {
    json::object out{{"state", to_string(outcome.state)},
                     {"reached", to_string(outcome.reached)},
                     {"release", to_json(outcome.release)},
                     {"receipt", to_json(outcome.receipt)}};
    if (outcome.turned_back_in)
        out["turned_back_in"] = to_string(*outcome.turned_back_in);
    if (outcome.error)
        out["error"] = to_json(*outcome.error);
    if (outcome.revert_error)
        out["revert_error"] = to_json(*outcome.revert_error);
    if (outcome.retire_error)
        out["retire_error"] = to_json(*outcome.retire_error);
    return out;
}

json::object to_json(const HistoryEntry& entry) {
    json::object out{{"state", to_string(entry.state)},
                     {"reached", to_string(entry.reached)},
                     {"ended_at", entry.ended_at},
                     {"cause", entry.cause},
                     {"release", to_json(entry.release)}};
    if (entry.receipt)
        out["receipt"] = to_json(*entry.receipt);
    return out;
}

json::object to_json(const Plan& plan) {
    json::array commits;
    for (const auto& commit : plan.commits)
        commits.push_back(json::object{
            {"id", commit.id}, {"subject", commit.subject}, {"author", commit.author}});
    return {{"release", to_json(plan.release)},
            {"commits", std::move(commits)},
            {"image_exists", plan.image_exists},
            {"settings", names(plan.settings)},
            {"memory_needed", plan.memory_needed},
            {"memory_available", plan.memory_available},
            {"fits", plan.fits()},
            {"warnings", names(plan.warnings)}};
}

json::object to_json(const Status& status) {
    json::object out{{"service", status.service},
                     {"serving", status.serving()},
                     {"revision", status.revision},
                     {"under_way", status.under_way},
                     {"unfinished", status.unfinished}};
    if (status.route)
        out["route"] = to_json(*status.route);
    if (status.container)
        out["container"] = summary(*status.container);
    if (status.answer)
        out["answer"] = json::object{{"status", status.answer->status},
                                     {"took_ms", status.answered_in.count()}};
    if (!status.answer_error.empty())
        out["answer_error"] = status.answer_error;
    if (status.last)
        out["last"] = to_json(*status.last);
    if (!status.journal_error.empty())
        out["journal_error"] = status.journal_error;
    json::array rollback;
    for (const auto& candidate : status.rollback)
        rollback.push_back(json::object{{"name", candidate.container.name},
                                        {"id", candidate.container.id},
                                        {"revision", candidate.revision},
                                        {"last_live", candidate.last_live}});
    out["rollback"] = std::move(rollback);
    return out;
}

} // namespace deploy
