// SPDX-License-Identifier: MIT
#include "json_progress.hpp"

#include <boost/json/serialize.hpp>
#include <deploy/json.hpp>
#include <ostream>

namespace deploy::cli {

void JsonProgress::emit(std::string_view event, const boost::json::object& fields) {
    const std::scoped_lock lock{mutex_};
    boost::json::object line{{"seq", ++sequence_}, {"at", format_time(now_())}, {"event", event}};
    for (const auto& [key, value] : fields)
        line[key] = value;
    out_ << boost::json::serialize(safe_.json(std::move(line))) << std::endl;
}

void JsonProgress::end(const boost::json::object& result) { emit("end", result); }

void JsonProgress::cancelling() noexcept { emit("cancelling", {}); }

void JsonProgress::on_begin(const Release& release) noexcept {
    Progress::on_begin(release);
    emit("begin", {{"release", to_json(release)}});
}

void JsonProgress::on_state(const Release& release, State state) noexcept {
    emit("state", {{"id", release.id}, {"state", to_string(state)}});
}

void JsonProgress::on_transition(const Release& release, const Transition& what) noexcept {
    emit("transition", {{"id", release.id},
                        {"from", to_string(what.from)},
                        {"on", to_string(what.on)},
                        {"to", to_string(what.to)},
                        {"took_ms", what.took.count()}});
}

void JsonProgress::on_output(std::string_view line) noexcept { emit("output", {{"line", line}}); }

void JsonProgress::on_note(std::string_view text) noexcept { emit("note", {{"text", text}}); }

void JsonProgress::on_warning(std::string_view text) noexcept { emit("warning", {{"text", text}}); }

void JsonProgress::on_error(const Error& error) noexcept {
    emit("error", {{"error", to_json(error)}});
}

void JsonProgress::on_end(const Release& release, State state, const Receipt& receipt) noexcept {
    Progress::on_end(release, state, receipt);
    emit("finished",
         {{"id", release.id}, {"state", to_string(state)}, {"receipt", to_json(receipt)}});
}

} // namespace deploy::cli
