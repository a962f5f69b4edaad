// SPDX-License-Identifier: MIT
#include "adapters/docker_json.hpp"
#include "support/json_fields.hpp"
#include "support/wall_time.hpp"

#include <boost/json/array.hpp>

namespace deploy {

namespace {

namespace bj = boost::json;

/// In lists the engine counts seconds where else it has a date.
std::string date(const bj::object& listed) {
    using std::chrono::seconds;
    using std::chrono::system_clock;
    return rfc3339(system_clock::time_point{seconds{fields::integer(listed, "Created")}});
}

/// Up to API 1.42 an image without names is listed with one that says so.
std::vector<std::string> names(const bj::object& listed, std::string_view key) {
    auto texts = fields::texts(listed, key);
    std::erase_if(texts, [](const std::string& text) { return text.starts_with("<none>"); });
    return texts;
}

} // namespace

std::vector<EngineComponent> components_from_json(const bj::value& told) {
    const auto* object = told.if_object();
    const auto* listed = object != nullptr ? object->if_contains("Components") : nullptr;
    if (listed == nullptr || !listed->is_array())
        return {};
    std::vector<EngineComponent> out;
    for (const auto& component : listed->get_array())
        if (const auto* one = component.if_object())
            out.push_back({fields::text(*one, "Name"), fields::text(*one, "Version")});
    return out;
}

Result<ContainerSummary> summary_from_json(const bj::value& listed) {
    const auto* object = listed.if_object();
    if (object == nullptr || fields::text(*object, "Id").empty())
        return Error{Errc::corrupt, "a container in the Docker Engine's list has no id"};
    ContainerSummary out{.id = fields::text(*object, "Id"),
                         .name = {},
                         .image_id = fields::text(*object, "ImageID"),
                         .status = fields::text(*object, "State"),
                         .created_at = date(*object),
                         .labels = fields::text_map(*object, "Labels")};
    // A link gives a container further names, `/other/alias`; its own has one slash.
    for (const auto& name : fields::texts(*object, "Names"))
        if (name.rfind('/') == 0)
            out.name = name.substr(1);
    return out;
}

Result<Image> listed_image_from_json(const bj::value& listed) {
    const auto* object = listed.if_object();
    if (object == nullptr || fields::text(*object, "Id").empty())
        return Error{Errc::corrupt, "an image in the Docker Engine's list has no id"};
    Image out{.id = fields::text(*object, "Id"), .tags = names(*object, "RepoTags"), .env = {}};
    out.labels = fields::text_map(*object, "Labels");
    out.size = fields::integer(*object, "Size");
    out.created_at = date(*object);
    out.digests = names(*object, "RepoDigests");
    return out;
}

DiskUsage disk_usage_from_json(const bj::value& usage) {
    DiskUsage out;
    const auto* object = usage.if_object();
    if (object == nullptr)
        return out;
    out.image_layers = fields::integer(*object, "LayersSize");
    const auto* containers = object->if_contains("Containers");
    if (containers == nullptr || !containers->is_array())
        return out;
    for (const auto& container : containers->get_array())
        if (const auto* each = container.if_object())
            out.written[fields::text(*each, "Id")] = fields::integer(*each, "SizeRw");
    return out;
}

} // namespace deploy
