// SPDX-License-Identifier: MIT
#include "core/json_expect.hpp"

#include <deploy/json.hpp>

namespace deploy {
namespace json = boost::json;
using namespace json_expect;
namespace {

Traffic traffic(const std::string& name) {
    if (name == "running")
        return Traffic::running;
    if (name == "paused")
        return Traffic::paused;
    if (name == "stopped")
        return Traffic::stopped;
    throw Malformed{"unknown traffic state"};
}

bool truth(const json::object& from, std::string_view key) {
    const auto* const value = from.if_contains(key);
    if (value == nullptr || !value->is_bool())
        throw Malformed{"no truth value '" + std::string{key} + "'"};
    return value->get_bool();
}

Route route(const json::object& from) {
    return {.service = text(from, "service"),
            .target = text(from, "target"),
            .hosts = names(from, "hosts"),
            .tls = truth(from, "tls"),
            .traffic = traffic(text(from, "traffic")),
            .other_targets = names(from, "other_targets"),
            .options = json::object{object(from.if_contains("options"), "options"),
                                    json::storage_ptr{}}}; // a copy would share the value's
}

EnvironmentChange change(const json::object& from) {
    return {.added = names(from, "added"),
            .changed = names(from, "changed"),
            .dropped = names(from, "dropped")};
}

Incumbent incumbent(const json::object& from) {
    return {.id = text(from, "id"),
            .name = text(from, "name"),
            .revision = text(from, "revision"),
            .image_id = text(from, "image_id")};
}

Receipt receipt(const json::object& from) {
    Receipt out;
    for (const auto& item : object(from.if_contains("time_in_ms"), "time_in_ms")) {
        const auto at = state_from(item.key());
        if (!at || !item.value().is_int64())
            throw Malformed{"not a time in 'time_in_ms'"};
        out.time_in[*at] = std::chrono::milliseconds{item.value().get_int64()};
    }
    out.total = std::chrono::milliseconds{number(from, "total_ms")};
    out.traffic.sent = count(from, "requests_sent");
    out.traffic.failed = count(from, "requests_failed");
    out.traffic.longest_gap = std::chrono::milliseconds{number(from, "longest_gap_ms")};
    out.traffic.first_failure = text(from, "first_failure");
    out.answered_by = text(from, "answered_by");
    return out;
}

Release release(const json::object& from) {
    Release out;
    out.id = text(from, "id");
    const auto kind = kind_from(text(from, "kind"));
    if (!kind)
        throw Malformed{"unknown kind"};
    out.kind = *kind;
    out.service = text(from, "service");
    out.revision = text(from, "revision");
    out.image = text(from, "image");
    out.candidate = text(from, "candidate");
    out.candidate_id = text(from, "candidate_id");
    const auto port = number(from, "port");
    if (port < 0 || port > UINT16_MAX)
        throw Malformed{"port out of range"};
    out.port = static_cast<std::uint16_t>(port);
    if (const auto* const was = from.if_contains("incumbent"))
        out.incumbent = incumbent(object(was, "incumbent"));
    if (const auto* const was = from.if_contains("before"))
        out.before = route(object(was, "before"));
    out.route = route(object(from.if_contains("route"), "route"));
    out.operation = text(from, "operation");
    out.environment = change(object(from.if_contains("environment"), "environment"));
    out.started_at = text(from, "started_at");
    if (from.contains("by"))
        out.by = text(from, "by");
    return out;
}

Record record(const json::object& from) {
    Record out;
    out.sequence = count(from, "sequence");
    out.at = text(from, "at");
    out.state = state(from, "state");
    out.reached = state(from, "reached");
    out.cause = text(from, "cause");
    out.release = release(object(from.if_contains("release"), "release"));
    if (const auto* const kept = from.if_contains("receipt"))
        out.receipt = receipt(object(kept, "receipt"));
    out.retire_failed = from.contains("retire_failed") && truth(from, "retire_failed");
    return out;
}

} // namespace

Result<Receipt> receipt_from_json(const json::value& value) {
    return guarded(value, "receipt", receipt);
}

Result<Route> route_from_json(const json::value& value) { return guarded(value, "route", route); }

Result<Release> release_from_json(const json::value& value) {
    return guarded(value, "release", release);
}

Result<Record> record_from_json(const json::value& value) {
    return guarded(value, "record", record);
}

} // namespace deploy
