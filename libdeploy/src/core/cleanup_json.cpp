// SPDX-License-Identifier: MIT
#include <deploy/cleanup.hpp>
#include <deploy/json.hpp>

#include <boost/json/array.hpp>

namespace deploy {
namespace json = boost::json;
namespace {

json::object item(const CleanupItem& item) {
    const bool container = item.kind == CleanupItem::Kind::container;
    json::object out{{"kind", container ? "container" : "image"},
                     {"id", item.id},
                     {"name", item.name},
                     {"why", item.why}};
    if (item.bytes > 0)
        out["bytes"] = item.bytes;
    if (item.failure)
        out["failure"] = to_json(*item.failure);
    return out;
}

json::array items(const std::vector<CleanupItem>& all) {
    json::array out;
    for (const auto& each : all)
        out.emplace_back(item(each));
    return out;
}

json::value bytes(const std::optional<std::int64_t>& count) {
    return count ? json::value(*count) : json::value{};
}

} // namespace

json::object to_json(const Cleanup& cleanup) {
    json::object out{{"service", cleanup.service},
                     {"complete", cleanup.complete()},
                     {"gone", items(cleanup.gone)},
                     {"kept", items(cleanup.kept)},
                     {"build_cache_bytes", bytes(cleanup.build_cache)},
                     {"freed_bytes", bytes(cleanup.freed)}};
    if (cleanup.cache_failure)
        out["cache_failure"] = to_json(*cleanup.cache_failure);
    return out;
}

} // namespace deploy
