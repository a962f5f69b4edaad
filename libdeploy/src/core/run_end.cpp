// SPDX-License-Identifier: MIT
#include <deploy/run_end.hpp>

#include "core/json_expect.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <deploy/json.hpp>
#include <deploy/verdict.hpp>
#include <utility>

namespace deploy {
namespace json = boost::json;
using namespace json_expect;
namespace {

Error error_from(const json::object& from) {
    Error out{errc_from(text(from, "kind")), text(from, "message"), text(from, "fix")};
    return out;
}

std::optional<Error> error_at(const json::object& from, std::string_view key) {
    const auto* const value = from.if_contains(key);
    return value == nullptr ? std::nullopt : std::optional{error_from(object(value, key))};
}

Outcome outcome(const json::object& from) {
    Outcome out;
    out.state = state(from, "state");
    out.reached = state(from, "reached");
    out.release = whole(release_from_json(object(from.if_contains("release"), "release")));
    out.receipt = whole(receipt_from_json(object(from.if_contains("receipt"), "receipt")));
    if (from.contains("turned_back_in"))
        out.turned_back_in = state(from, "turned_back_in");
    out.error = error_at(from, "error");
    out.revert_error = error_at(from, "revert_error");
    out.retire_error = error_at(from, "retire_error");
    return out;
}

ExitCode code_from(const json::object& from) {
    const auto code = number(from, "exit_code");
    for (const auto known : all_exit_codes)
        if (std::cmp_equal(static_cast<int>(known), code))
            return known;
    throw Malformed{"unknown exit code"};
}

RunEnd end(const json::object& from) {
    RunEnd out;
    out.code = code_from(from);
    if (from.contains("serves"))
        out.serves = text(from, "serves");
    if (const auto* const restored = from.if_contains("route_restored")) {
        out.recovery = true;
        out.route_restored = restored->is_bool() && restored->get_bool();
        if (from.contains("cleared"))
            out.cleared = names(from, "cleared");
    }
    const auto* const ended = from.if_contains("outcome");
    if (ended != nullptr && !ended->is_null())
        out.outcome = outcome(object(ended, "outcome"));
    out.error = error_at(from, "error");
    return out;
}

} // namespace

RunEnd run_end(const Outcome& outcome) {
    return {.outcome = outcome,
            .serves = outcome.state == State::live ? std::string{} : what_serves(outcome),
            .code = exit_code(outcome)};
}

RunEnd run_end(const Recovery& recovery) {
    RunEnd out;
    if (recovery.finished)
        out = run_end(*recovery.finished);
    const bool stuck = recovery.finished && recovery.finished->state == State::stuck;
    out.code = stuck ? ExitCode::stuck : ExitCode::done;
    out.recovery = true;
    out.route_restored = recovery.route_restored;
    out.cleared = recovery.cleared;
    if (!recovery.trouble)
        return out;
    out.error = recovery.trouble;
    out.serves.clear(); // that of the deployment may not run
    if (!stuck)
        out.code = exit_code(*recovery.trouble);
    return out;
}

RunEnd run_end(const Error& error, std::string serves) {
    return {.error = error, .serves = std::move(serves), .code = exit_code(error)};
}

json::object to_json(const RunEnd& end) {
    json::object out;
    if (end.recovery) {
        out["route_restored"] = end.route_restored;
        out["cleared"] = json::array(end.cleared.begin(), end.cleared.end());
    }
    if (end.outcome)
        out["outcome"] = to_json(*end.outcome);
    else if (end.recovery)
        out["outcome"] = nullptr;
    if (end.error)
        out["error"] = to_json(*end.error);
    if (!end.serves.empty())
        out["serves"] = end.serves;
    out["exit_code"] = static_cast<int>(end.code);
    return out;
}

Result<RunEnd> run_end_from_json(const json::object& value) {
    return guarded(value, "end of a run", end);
}

std::optional<RunEnd> run_end_in(std::string_view line) {
    boost::system::error_code unreadable;
    const auto value = json::parse(line, unreadable);
    if (unreadable || !value.is_object() || !value.get_object().contains("exit_code"))
        return std::nullopt;
    auto told = run_end_from_json(value.get_object());
    return told ? std::optional{std::move(*told)} : std::nullopt;
}

} // namespace deploy
