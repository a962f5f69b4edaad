// SPDX-License-Identifier: MIT
#include "core/cleanup_policy.hpp"
#include "operations/holder.hpp"
#include "operations/situation.hpp"
#include "operations/unfinished.hpp"

#include <algorithm>
#include <deploy/flow.hpp>
#include <deploy/lock.hpp>

namespace deploy {
namespace {

Result<Inventory> take_inventory(const Config& config, Ports ports) {
    auto records = ports.journal.read();
    if (!records)
        return records.error();
    if (const auto last = left_over(*records))
        return Error{Errc::precondition,
                     what_is_left(*last) + ", and any container may be needed to finish it",
                     "psyfit-deploy recover"};
    auto situation = look_around(config, ports);
    if (!situation)
        return situation.error();
    auto containers = ports.engine.summaries();
    if (!containers)
        return containers.error();
    auto images = ports.engine.images();
    if (!images)
        return images.error();
    return Inventory{.containers = std::move(*containers),
                     .images = std::move(*images),
                     .records = std::move(*records),
                     .routed = situation->incumbent ? situation->incumbent->id : ""};
}

/// Removes what a plan says, and tells what stays.
class Removal {
public:
    Removal(Cleanup& plan, Engine& engine) : plan_{plan}, engine_{engine} {}

    void run(const std::stop_token& stop) {
        for (auto& item : plan_.gone) {
            auto removed = stop.stop_requested() ? Result<>{stopped()} : remove(item);
            if (!removed)
                item.failure = removed.error();
        }
    }

    void prune(std::chrono::seconds unused_for, const std::stop_token& stop) {
        auto freed = stop.stop_requested() ? Result<std::int64_t>{stopped()}
                                           : engine_.prune_build_cache(unused_for);
        if (freed)
            plan_.build_cache = *freed;
        else
            plan_.cache_failure = freed.error();
    }

private:
    static Error stopped() { return {Errc::cancelled, "cancelled"}; }

    Result<> remove(const CleanupItem& item) {
        if (item.kind == CleanupItem::Kind::container) {
            auto removed = engine_.remove(item.id);
            if (!removed)
                still_used_.insert(item.image_id);
            return removed;
        }
        if (still_used_.contains(item.id)) // else it would lose its names and stay
            return Error{Errc::conflict, "a container that uses it could not be removed"};
        for (const auto& reference : item.references)
            if (auto removed = engine_.remove_image(reference); !removed)
                return removed;
        return {};
    }

    Cleanup& plan_;
    Engine& engine_;
    std::set<std::string> still_used_{};
};

/// What the containers of the plan have written that are gone now.
std::int64_t written_by_gone(Cleanup& plan, const DiskUsage& before) {
    std::int64_t sum = 0;
    for (auto& item : plan.gone) {
        const auto found = before.written.find(item.id);
        if (item.kind != CleanupItem::Kind::container || found == before.written.end())
            continue;
        item.bytes = found->second;
        sum += item.failure ? 0 : found->second;
    }
    return sum;
}

/// Images share layers: only the difference tells what became free.
void tell_freed(Cleanup& plan, const Result<DiskUsage>& before, Engine& engine) {
    const auto after = engine.disk_usage();
    if (!before || !after)
        return;
    // Somebody else may build meanwhile.
    const auto layers = std::max<std::int64_t>(before->image_layers - after->image_layers, 0);
    plan.freed = layers + written_by_gone(plan, *before) + plan.build_cache.value_or(0);
}

} // namespace

Result<Cleanup> clean_up(const Config& config, Ports ports, const CleanupOptions& options,
                         const std::stop_token& stop) {
    std::optional<HostLock> held;
    if (options.changes == Changes::made) {
        auto taken = HostLock::acquire(lock_file(config), purpose("cleanup", config),
                                       options.patience, stop);
        if (!taken)
            return taken.error();
        held.emplace(std::move(*taken));
    }
    const auto inventory = take_inventory(config, ports);
    if (!inventory)
        return inventory.error();
    auto plan = plan_cleanup(config, *inventory);
    if (options.changes == Changes::told)
        return plan;
    const bool anything = !plan.gone.empty();
    const auto before = anything ? ports.engine.disk_usage() : Result<DiskUsage>{DiskUsage{}};
    Removal removal{plan, ports.engine};
    removal.run(stop);
    removal.prune(config.cleanup.build_cache, stop);
    if (anything)
        tell_freed(plan, before, ports.engine);
    else
        plan.freed = plan.build_cache;
    return plan;
}

} // namespace deploy
