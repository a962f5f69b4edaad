// SPDX-License-Identifier: MIT
#include <deploy/event_writer.hpp>

#include "support/wall_time.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <deploy/json.hpp>

namespace deploy {

void EventWriter::emit(std::string_view event, const boost::json::object& fields) {
    const std::scoped_lock lock{mutex_};
    boost::json::object line{{"seq", ++sequence_}, {"at", rfc3339(now_())}, {"event", event}};
    for (const auto& [key, value] : fields)
        line[key] = value;
    sink_(boost::json::serialize(safe_.json(std::move(line))));
}

void EventWriter::go_on_after(std::uint64_t number) noexcept {
    const std::scoped_lock lock{mutex_};
    sequence_ = std::max(sequence_, number);
}

void EventWriter::end(const RunEnd& end) noexcept { emit("end", to_json(end)); }

void EventWriter::on_cancelling() noexcept { emit("cancelling", {}); }

void EventWriter::on_begin(const Release& release) noexcept {
    emit("begin", {{"release", to_json(release)}});
}

void EventWriter::on_state(const Release& release, State state) noexcept {
    emit("state", {{"id", release.id}, {"state", to_string(state)}});
}

void EventWriter::on_transition(const Release& release, const Transition& what) noexcept {
    emit("transition", {{"id", release.id},
                        {"from", to_string(what.from)},
                        {"on", to_string(what.on)},
                        {"to", to_string(what.to)},
                        {"took_ms", what.took.count()}});
}

void EventWriter::on_output(std::string_view line) noexcept { emit("output", {{"line", line}}); }

void EventWriter::on_note(std::string_view text) noexcept { emit("note", {{"text", text}}); }

void EventWriter::on_warning(std::string_view text) noexcept { emit("warning", {{"text", text}}); }

void EventWriter::on_error(const Error& error) noexcept {
    emit("error", {{"error", to_json(error)}});
}

void EventWriter::on_end(const Release& release, State state, const Receipt& receipt) noexcept {
    emit("finished",
         {{"id", release.id}, {"state", to_string(state)}, {"receipt", to_json(receipt)}});
}

} // namespace deploy
