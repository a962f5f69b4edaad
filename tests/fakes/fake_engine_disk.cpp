// SPDX-License-Identifier: MIT
#include "fakes/fake_host.hpp"

#include <algorithm>

namespace deploy::test {

Result<std::vector<ContainerSummary>> FakeEngine::summaries() {
    std::vector<ContainerSummary> out;
    auto acted = host_.faults.act("engine.summaries", [&]() -> Result<> {
        for (const auto& [id, container] : host_.containers)
            out.push_back({.id = id,
                           .name = container.name,
                           .image_id = container.image_id,
                           .status = container.status,
                           .created_at = container.created_at,
                           .labels = container.labels});
        std::ranges::sort(out, std::ranges::greater{}, &ContainerSummary::created_at);
        return {};
    });
    if (!acted)
        return acted.error();
    return out;
}

Result<std::vector<Image>> FakeEngine::images() {
    std::vector<Image> out;
    auto acted = host_.faults.act("engine.images", [&]() -> Result<> {
        for (const auto& [reference, image] : host_.images) {
            if (reference != image.id)
                continue;
            out.push_back(image);
            out.back().tags.clear();
            for (const auto& [name, named] : host_.images)
                if (named.id == image.id && name != image.id)
                    out.back().tags.push_back(name);
        }
        return {};
    });
    if (!acted)
        return acted.error();
    return out;
}

Result<> FakeEngine::remove_image(std::string_view reference) {
    ++host_.mutations;
    return host_.faults.act("engine.remove_image", [&]() -> Result<> {
        const auto found = host_.images.find(std::string{reference});
        if (found == host_.images.end())
            return {};
        const auto id = found->second.id;
        const auto names = std::ranges::count_if(host_.images, [&](const auto& each) {
            return each.second.id == id && each.first != id;
        });
        const bool last = names == (reference == id ? 0 : 1);
        const bool used = std::ranges::any_of(
            host_.containers, [&](const auto& each) { return each.second.image_id == id; });
        if (last ? used : reference == id)
            return Error{Errc::conflict, std::string{reference} + " is in use"};
        host_.images.erase(found);
        if (last)
            host_.images.erase(id);
        return {};
    });
}

Result<std::int64_t> FakeEngine::prune_build_cache(std::chrono::seconds unused_for) {
    std::int64_t freed = 0;
    ++host_.mutations;
    auto acted = host_.faults.act("engine.prune_build_cache", [&]() -> Result<> {
        host_.pruned_unused_for = unused_for;
        freed = std::exchange(host_.build_cache, 0);
        return {};
    });
    if (!acted)
        return acted.error();
    return freed;
}

/// Each image is a layer of its own, and each container has written 10 bytes.
Result<DiskUsage> FakeEngine::disk_usage() {
    DiskUsage out;
    auto acted = host_.faults.act("engine.disk_usage", [&]() -> Result<> {
        for (const auto& [reference, image] : host_.images)
            out.image_layers += reference == image.id ? image.size : 0;
        for (const auto& [id, container] : host_.containers)
            out.written[id] = 10;
        return {};
    });
    if (!acted)
        return acted.error();
    return out;
}

} // namespace deploy::test
