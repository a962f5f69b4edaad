// SPDX-License-Identifier: MIT
#include "operations/lost_route.hpp"

#include <algorithm>
#include <ranges>

namespace deploy {
namespace {

/// The newest release that went live.
const Release* live_release(const std::vector<Record>& records) {
    const auto newest =
        std::ranges::find(records | std::views::reverse, State::live, &Record::state);
    return newest == std::ranges::rend(records) ? nullptr : &newest->release;
}

std::string lost(const Release& live) { return "the proxy has lost the route of " + live.service; }

bool runs(const std::optional<Container>& container) { return container && container->steady(); }

Error cannot_return(const Release& live, const std::optional<Container>& container) {
    const auto what = lost(live) + ", and " + live.candidate + ", which was live, ";
    if (container)
        return {Errc::precondition, what + "does not run",
                "docker start " + live.candidate +
                    " && psyfit-deploy recover; or psyfit-deploy rollback, to an earlier version"};
    return {Errc::precondition, what + "is gone",
            "psyfit-deploy rollback, to an earlier version; or psyfit-deploy --first --env-file "
            "FILE"};
}

/// Whether the proxy has the route; a process that died while it gave it back may still do so.
Result<bool> is_known(const std::string& service, Proxy& proxy) {
    auto route = proxy.route(service);
    if (!route)
        return route.error();
    if (*route)
        return true;
    if (auto settled = proxy.settle({}); !settled)
        return settled.error();
    route = proxy.route(service);
    return route ? Result<bool>{route->has_value()} : route.error();
}

} // namespace

Result<bool> restore_route(const StepContext& context, const std::vector<Record>& records,
                           LostRoute lost_route) {
    const auto* const live = live_release(records);
    if (live == nullptr)
        return false;
    auto& proxy = context.ports.proxy;
    auto known = is_known(live->service, proxy);
    if (!known)
        return known.error();
    if (*known)
        return false;
    auto container = context.ports.engine.inspect(live->candidate_id);
    if (!container)
        return container.error();
    if (!runs(*container) && lost_route == LostRoute::may_be_replaced)
        return false;
    if (!runs(*container))
        return cannot_return(*live, *container);
    auto restored = proxy.route_to(live->route, [](std::string_view) { return Result<>{}; });
    if (!restored)
        return restored.error().within("give the proxy its lost route back");
    context.observer.on_note("the proxy had lost the route of " + live->service +
                             "; it has it again, to " + live->candidate);
    return true;
}

Result<std::optional<Release>> replaceable_release(const Situation& situation, Ports ports) {
    if (situation.route)
        return std::optional<Release>{};
    auto records = ports.journal.read();
    if (!records)
        return records.error();
    const auto* const live = live_release(*records);
    if (live == nullptr)
        return std::optional<Release>{};
    auto container = ports.engine.inspect(live->candidate_id);
    if (!container)
        return container.error();
    if (runs(*container))
        return Error{Errc::precondition, lost(*live) + ", and " + live->candidate + " still runs",
                     "psyfit-deploy recover"};
    return std::optional{*live};
}

} // namespace deploy
