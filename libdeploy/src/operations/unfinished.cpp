// SPDX-License-Identifier: MIT
#include "operations/unfinished.hpp"

#include <algorithm>
#include <ranges>

namespace deploy {
namespace {

/// The release that the journal says is live.
const Release* live_release(const std::vector<Record>& records) {
    const auto newest =
        std::ranges::find(records | std::views::reverse, State::live, &Record::state);
    return newest == std::ranges::rend(records) ? nullptr : &newest->release;
}

/// The last record of a deployment that is to be finished. The way back of one that got stuck is
/// tried anew: by now its cause may have been mended.
std::optional<Record> left_over(const std::vector<Record>& records) {
    if (records.empty())
        return std::nullopt;
    auto last = records.back();
    if (last.state == State::stuck)
        last.state = State::reverting;
    return is_terminal(last.state) ? std::nullopt : std::optional{std::move(last)};
}

Result<Outcome> finish(const StepContext& context, const Record& last, std::stop_token stop) {
    context.observer.on_note("deployment " + last.release.id + " was interrupted while " +
                             std::string{to_string(last.state)} + ": finishing it");
    // Without the proxy nothing can be told of traffic that may have moved, and trying would leave
    // it stuck.
    if (last.reached >= State::switching)
        if (auto proxy = context.ports.proxy.endpoint(); !proxy)
            return proxy.error();
    const Steps steps = blue_green(context);
    Deployer deployer{steps, context.ports.journal, context.ports.clock, context.observer};
    return deployer.resume(last, std::move(stop));
}

/// A proxy that restarted from an empty or damaged state file has forgotten every route.
Result<bool> restore_route(const StepContext& context, const std::vector<Record>& records) {
    const auto* const live = live_release(records);
    if (live == nullptr)
        return false;
    auto route = context.ports.proxy.route(live->service);
    if (!route)
        return route.error();
    if (*route)
        return false;
    auto container = context.ports.engine.inspect(live->candidate_id);
    if (!container)
        return container.error();
    if (!*container || !(*container)->steady())
        return Error{Errc::precondition,
                     "the proxy has lost the route of " + live->service + ", and " +
                         live->candidate + ", which was live, does not run",
                     "docker start " + live->candidate + " && psyfit-deploy recover"};
    auto restored =
        context.ports.proxy.route_to(live->route, [](std::string_view) { return Result<>{}; });
    if (!restored)
        return restored.error().within("give the proxy its lost route back");
    context.observer.on_note("the proxy had lost the route of " + live->service +
                             "; it has it again, to " + live->candidate);
    return true;
}

} // namespace

Result<Recovery> finish_unfinished(const StepContext& context, std::stop_token stop) {
    auto records = context.ports.journal.read();
    if (!records)
        return records.error();
    Recovery out;
    if (const auto last = left_over(*records)) {
        auto finished = finish(context, *last, std::move(stop));
        if (!finished)
            return finished.error();
        out.finished = std::move(*finished);
        return out;
    }
    auto restored = restore_route(context, *records);
    if (!restored)
        return restored.error();
    out.route_restored = *restored;
    return out;
}

} // namespace deploy
