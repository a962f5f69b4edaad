// SPDX-License-Identifier: MIT
#include "core/cleanup_policy.hpp"

#include "core/image_name.hpp"
#include "core/last_live.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <tuple>

namespace deploy {
namespace {

std::string_view label_of(const ContainerSummary& container, std::string_view label) {
    const auto found = container.labels.find(std::string{label});
    return found == container.labels.end() ? std::string_view{} : found->second;
}

/// Made by somebody who knows whom it serves: Kamal says so in `service`, Compose has projects.
bool of_somebody_else(const ContainerSummary& container, const Config& config) {
    const auto kamal = label_of(container, "service");
    return (!kamal.empty() && kamal != config.service) ||
           !label_of(container, "com.docker.compose.project").empty() ||
           container.name == config.proxy.container ||
           container.name == config.database.container || container.name == config.redis.container;
}

/// Of an image that has names, and none of them is the service's.
bool of_another_image(const ContainerSummary& container, const Inventory& inventory,
                      const Config& config) {
    const auto image = std::ranges::find(inventory.images, container.image_id, &Image::id);
    return image != inventory.images.end() && !image->tags.empty() &&
           std::ranges::none_of(image->tags, [&](const std::string& tag) {
               return repository_of(tag) == config.build.image;
           });
}

/// By label where a deployment or Kamal made it; else by the exact beginning of its name and by its
/// image, which has lost its name where a newer one took it.
bool is_ours(const ContainerSummary& container, const Inventory& inventory, const Config& config) {
    const auto service = label_of(container, label::service);
    if (!service.empty())
        return service == config.service && !label_of(container, label::deployment).empty();
    if (of_somebody_else(container, config) || !container.name.starts_with(config.service + "-"))
        return false;
    return !label_of(container, "service").empty() ||
           !of_another_image(container, inventory, config);
}

/// How each deployment of the journal ended, by id.
std::map<std::string, State, std::less<>> ends_of(const std::vector<Record>& records) {
    std::map<std::string, State, std::less<>> out;
    for (const auto& record : records)
        out[record.release.id] = record.state;
    return out;
}

/// Decides on one container after the other, with what the journal says.
class Judge {
public:
    explicit Judge(const Inventory& inventory)
        : routed_{inventory.routed},
          live_{last_live(inventory.records)},
          ends_{ends_of(inventory.records)} {}

    /// Why it stays without using up a slot; empty: it does not.
    [[nodiscard]] std::string needed(const ContainerSummary& container) const {
        if (container.id == routed_)
            return "the proxy routes to it";
        return container.stopped() ? "" : "it is " + container.status;
    }

    /// Why it is no version to go back to; empty: it is one.
    [[nodiscard]] std::string never_live(const ContainerSummary& container) const {
        if (live_.contains(container.id))
            return {};
        if (label_of(container, label::role) == "release-command")
            return "it ran a release command";
        if (container.status == "created")
            return "it was never started";
        const auto end = ends_.find(label_of(container, label::deployment));
        return end == ends_.end() ? "" // the journal has forgotten it, or knew it never
                                  : "it was never live: its deployment ended " +
                                        std::string{to_string(end->second)};
    }

    /// What sorts the versions: those known to have served, by when they did, before all others.
    [[nodiscard]] std::tuple<bool, std::string, std::string>
    rank(const ContainerSummary& container) const {
        const auto served = live_.find(container.id);
        return {served != live_.end(),
                served != live_.end() ? served->second : container.created_at, container.id};
    }

private:
    std::string routed_;
    std::map<std::string, std::string> live_;
    std::map<std::string, State, std::less<>> ends_;
};

CleanupItem item_of(const ContainerSummary& container, std::string why) {
    return {.kind = CleanupItem::Kind::container,
            .id = container.id,
            .name = container.name,
            .why = std::move(why),
            .image_id = container.image_id};
}

} // namespace

void plan_containers(Cleanup& out, const Config& config, const Inventory& inventory) {
    const Judge judge{inventory};
    std::vector<const ContainerSummary*> versions;
    for (const auto& container : inventory.containers) {
        if (!is_ours(container, inventory, config))
            continue;
        if (auto why = judge.needed(container); !why.empty())
            out.kept.push_back(item_of(container, std::move(why)));
        else if (auto reason = judge.never_live(container); !reason.empty())
            out.gone.push_back(item_of(container, std::move(reason)));
        else
            versions.push_back(&container);
    }
    std::ranges::sort(versions, std::ranges::greater{},
                      [&](const ContainerSummary* each) { return judge.rank(*each); });
    const auto slots = static_cast<std::size_t>(config.cleanup.containers);
    for (std::size_t i = 0; i < versions.size(); ++i)
        if (i < slots)
            out.kept.push_back(item_of(*versions[i], "it can be rolled back to"));
        else
            out.gone.push_back(item_of(*versions[i], "only the newest " + std::to_string(slots) +
                                                         " stopped stay for a rollback"));
}

Cleanup plan_cleanup(const Config& config, const Inventory& inventory) {
    Cleanup out{.service = config.service};
    plan_containers(out, config, inventory);
    std::set<std::string> used;
    for (const auto& container : inventory.containers)
        if (std::ranges::find(out.gone, container.id, &CleanupItem::id) == out.gone.end())
            used.insert(container.image_id);
    plan_images(out, config, inventory, used);
    return out;
}

bool Cleanup::complete() const {
    return !cache_failure && std::ranges::none_of(gone, [](const CleanupItem& item) {
        return item.failure.has_value();
    });
}

} // namespace deploy
