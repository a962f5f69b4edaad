// SPDX-License-Identifier: MIT
#include "core/cleanup_policy.hpp"
#include "core/image_name.hpp"

#include <algorithm>
#include <tuple>

namespace deploy {
namespace {

/// The images that the journal names, by reference or id.
struct Known {
    std::set<std::string> live;   ///< Of versions that were live.
    std::set<std::string> failed; ///< Of versions that were to be.
};

Known known_of(const std::vector<Record>& records) {
    Known out;
    for (const auto& record : records) {
        const auto& release = record.release;
        if (record.state == State::live)
            out.live.insert(release.image);
        else if (is_terminal(record.state))
            out.failed.insert(release.image);
        if (release.incumbent)
            out.live.insert(release.incumbent->image_id);
    }
    return out;
}

bool named_in(const Image& image, const std::set<std::string>& names) {
    return names.contains(image.id) ||
           std::ranges::any_of(image.tags, [&](const auto& tag) { return names.contains(tag); });
}

/// A name elsewhere says that somebody else wants it.
bool only_in(const Image& image, const std::string& repository) {
    return !image.tags.empty() && image.digests.empty() &&
           std::ranges::all_of(image.tags, [&](const std::string& tag) {
               return repository_of(tag) == repository;
           });
}

std::string short_id(const Image& image) {
    constexpr std::size_t enough = 12;
    return image.id.substr(image.id.find(':') + 1, enough);
}

CleanupItem item_of(const Image& image, std::string why) {
    CleanupItem out{.kind = CleanupItem::Kind::image,
                    .id = image.id,
                    .name = image.tags.empty() ? short_id(image) : image.tags.front(),
                    .why = std::move(why)};
    out.references = image.tags.empty() ? std::vector{image.id} : image.tags;
    out.bytes = image.size;
    return out;
}

} // namespace

void plan_images(Cleanup& out, const Config& config, const Inventory& inventory,
                 const std::set<std::string>& used) {
    const auto known = known_of(inventory.records);
    std::vector<const Image*> versions;
    for (const auto& image : inventory.images) {
        const bool ours = only_in(image, config.build.image);
        const bool never_live =
            ours && named_in(image, known.failed) && !named_in(image, known.live);
        if (ours && !never_live)
            versions.push_back(&image);
        else if (used.contains(image.id))
            continue;
        else if (never_live)
            out.gone.push_back(item_of(image, "its version was never live"));
        else if (image.tags.empty() && image.digests.empty())
            out.gone.push_back(item_of(image, "it has no name, and no container uses it"));
    }
    std::ranges::sort(versions, std::ranges::greater{},
                      [](const Image* image) { return std::tie(image->created_at, image->id); });
    const auto slots = static_cast<std::size_t>(config.cleanup.images);
    const auto newest = "the newest " + std::to_string(slots);
    for (std::size_t i = 0; i < versions.size(); ++i)
        if (i < slots)
            out.kept.push_back(item_of(*versions[i], "it is one of " + newest));
        else if (used.contains(versions[i]->id))
            out.kept.push_back(item_of(*versions[i], "a container uses it"));
        else
            out.gone.push_back(item_of(*versions[i], "only " + newest + " stay"));
}

} // namespace deploy
