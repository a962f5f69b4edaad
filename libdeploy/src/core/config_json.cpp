// SPDX-License-Identifier: MIT
#include "core/config_json.hpp"

#include "core/duration.hpp"
#include "core/pretty_json.hpp"

#include <deploy/config.hpp>

namespace deploy {
namespace {

struct Value {
    using Json = boost::json::value;
    Json operator()(const std::string* field) const { return Json(*field); }
    Json operator()(const std::filesystem::path* field) const { return Json(field->string()); }
    Json operator()(const std::chrono::seconds* field) const {
        return Json(format_duration(*field));
    }
    Json operator()(const std::chrono::milliseconds* field) const {
        return Json(format_duration(*field));
    }
    Json operator()(const int* field) const { return Json(*field); }
    Json operator()(const std::uint16_t* field) const { return Json(*field); }
    Json operator()(const TextList* field) const {
        return boost::json::array(field->begin(), field->end());
    }
    Json operator()(const TextMap* field) const {
        boost::json::object object;
        for (const auto& [name, text] : *field)
            object[name] = text;
        return object;
    }
};

} // namespace

boost::json::value config_value(const ConfigKey& key, const Config& config) {
    Config copy = config; // fields are reached through a mutable Config
    return std::visit(Value{}, key.of(copy));
}

std::string to_json(const Config& config) {
    Config shown = config;
    for (auto& [name, value] : shown.environment.set)
        value = "***";
    boost::json::object root;
    for (const auto& key : config_keys()) {
        auto value = config_value(key, shown);
        if (key.section().empty()) {
            root[key.path] = std::move(value);
            continue;
        }
        auto& section = root[key.section()];
        if (section.is_null())
            section.emplace_object();
        section.get_object()[key.name()] = std::move(value);
    }
    return pretty_json(root);
}

} // namespace deploy
