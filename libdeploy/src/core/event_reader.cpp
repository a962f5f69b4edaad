// SPDX-License-Identifier: MIT
#include <deploy/event_reader.hpp>

#include "core/json_expect.hpp"

#include <algorithm>
#include <array>
#include <boost/json/parse.hpp>
#include <deploy/json.hpp>

namespace deploy {
namespace json = boost::json;
using namespace json_expect;
namespace {

Event event_from(const std::string& name) {
    const auto* const found = std::ranges::find(event_names, name);
    if (found == event_names.end())
        throw Malformed{"unknown way for a state to end"};
    return static_cast<Event>(found - event_names.begin());
}

/// Of these events only the id is told.
Release release_of(const json::object& from) {
    Release out;
    out.id = text(from, "id");
    return out;
}

void begin(const json::object& from, Observer& observer) {
    observer.on_begin(whole(release_from_json(object(from.if_contains("release"), "release"))));
}

void transition(const json::object& from, Observer& observer) {
    observer.on_transition(release_of(from),
                           {.from = state(from, "from"),
                            .on = event_from(text(from, "on")),
                            .to = state(from, "to"),
                            .took = std::chrono::milliseconds{number(from, "took_ms")}});
}

void error(const json::object& from, Observer& observer) {
    const auto& told = object(from.if_contains("error"), "error");
    observer.on_error({errc_from(text(told, "kind")), text(told, "message"), text(told, "fix")});
}

void finished(const json::object& from, Observer& observer) {
    observer.on_end(release_of(from), state(from, "state"),
                    whole(receipt_from_json(object(from.if_contains("receipt"), "receipt"))));
}

struct EventKind {
    std::string_view name;
    void (*tell)(const json::object& from, Observer& observer);
};

constexpr std::array kinds{
    EventKind{"begin", begin},
    EventKind{"state", [](const json::object& from,
                          Observer& to) { to.on_state(release_of(from), state(from, "state")); }},
    EventKind{"transition", transition},
    EventKind{"output",
              [](const json::object& from, Observer& to) { to.on_output(text(from, "line")); }},
    EventKind{"note",
              [](const json::object& from, Observer& to) { to.on_note(text(from, "text")); }},
    EventKind{"warning",
              [](const json::object& from, Observer& to) { to.on_warning(text(from, "text")); }},
    EventKind{"error", error},
    EventKind{"cancelling", [](const json::object&, Observer& to) { to.on_cancelling(); }},
    EventKind{"finished", finished},
};

Error damaged(std::string_view why) {
    return {Errc::corrupt, "a line of the events cannot be read: " + std::string{why}};
}

} // namespace

Result<> EventReader::feed(std::string_view line) {
    boost::system::error_code unreadable;
    const auto value = json::parse(line, unreadable);
    if (unreadable || !value.is_object())
        return damaged("it is no JSON object");
    const auto& event = value.get_object();
    try {
        const auto sequence = count(event, "seq");
        if (sequence <= last_)
            return {};
        const auto name = text(event, "event");
        if (name == "end") {
            auto ended = run_end_from_json(event);
            if (!ended)
                return damaged(ended.error().message);
            end_ = std::move(*ended);
        }
        for (const auto& kind : kinds)
            if (kind.name == name)
                kind.tell(event, observer_);
        last_ = sequence;
        return {};
    } catch (const Malformed& malformed) {
        return damaged(malformed.what());
    }
}

} // namespace deploy
