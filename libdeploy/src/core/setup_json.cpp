// SPDX-License-Identifier: MIT
#include <algorithm>
#include <boost/json/array.hpp>
#include <deploy/json.hpp>
#include <deploy/setup.hpp>

namespace deploy {

namespace json = boost::json;

std::string_view to_string(SetupState state) {
    switch (state) {
    case SetupState::made: return "made";
    case SetupState::kept: return "kept";
    case SetupState::would_make: return "would make";
    case SetupState::skipped: return "skipped";
    case SetupState::for_a_person: return "by hand";
    }
    return {};
}

bool SetupReport::changed() const {
    return std::ranges::any_of(
        parts, [](const SetupPart& part) { return part.state == SetupState::made; });
}

json::object to_json(const SetupReport& report) {
    json::array parts;
    for (const auto& part : report.parts)
        parts.push_back(json::object{{"name", part.name},
                                     {"state", to_string(part.state)},
                                     {"detail", part.detail},
                                     {"steps", json::array(part.steps.begin(), part.steps.end())}});
    json::object out{{"changed", report.changed()}, {"parts", std::move(parts)}};
    if (report.failure)
        out["error"] = to_json(*report.failure);
    return out;
}

} // namespace deploy
