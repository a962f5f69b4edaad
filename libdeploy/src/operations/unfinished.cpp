// SPDX-License-Identifier: MIT
#include "operations/unfinished.hpp"

#include "operations/late_arrivals.hpp"

namespace deploy {
namespace {

/// Trying without them would leave it stuck: nothing can be told of traffic that may have moved
/// without the proxy, nor be removed without the engine.
Result<> parts_that_it_needs(const Record& last, Ports ports) {
    if (last.reached >= State::switching) {
        if (auto proxy = ports.proxy.endpoint(); !proxy)
            return proxy.error();
    } else if (last.reached >= State::releasing) {
        if (auto engine = ports.engine.info(); !engine)
            return engine.error();
    }
    return {};
}

Result<Outcome> finish(const StepContext& context, const Record& last, std::stop_token stop) {
    if (auto there = parts_that_it_needs(last, context.ports); !there)
        return there.error();
    context.observer.on_note(
        "deployment " + last.release.id +
        (last.retire_failed
             ? " could not stop what it replaced: trying again"
             : " was interrupted while " + std::string{to_string(last.state)} + ": finishing it"));
    const Steps steps = blue_green(context);
    Deployer deployer{steps, context.ports.journal, context.ports.clock, context.observer};
    return deployer.resume(last, std::move(stop));
}

} // namespace

std::optional<Record> left_over(const std::vector<Record>& records) {
    if (records.empty())
        return std::nullopt;
    auto last = records.back();
    if (last.state == State::stuck)
        last.state = State::reverting;
    if (last.retire_failed)
        last.state = State::retiring;
    return is_terminal(last.state) ? std::nullopt : std::optional{std::move(last)};
}

Result<Recovery> finish_unfinished(const StepContext& context, LostRoute lost_route,
                                   std::stop_token stop) {
    Recovery out;
    auto records = context.ports.journal.read();
    if (!records)
        return records.error();
    if (const auto last = left_over(*records); last && !last->retire_failed) {
        auto finished = finish(context, *last, stop);
        if (!finished)
            return finished.error();
        out.finished = std::move(*finished);
        if (out.finished->state == State::stuck)
            return out;
        records = context.ports.journal.read();
        if (!records)
            return records.error();
    }
    out.cleared = clear_late_arrivals(context, *records);
    auto restored = restore_route(context, *records, lost_route);
    if (!restored)
        return restored.error();
    out.route_restored = *restored;
    // An incumbent that could not be stopped just above can be now only if the route is back.
    const auto running = left_over(*records);
    if (!running || (out.finished && !out.route_restored))
        return out;
    auto retired = finish(context, *running, std::move(stop));
    if (!retired)
        return retired.error();
    out.finished = std::move(*retired);
    return out;
}

std::optional<Error> still_running(const Recovery& recovery) {
    const auto& finished = recovery.finished;
    if (!finished || !finished->retire_failed())
        return std::nullopt;
    auto error = *finished->retire_error;
    error.fix = "docker stop " + finished->release.incumbent->name + ", then psyfit-deploy recover";
    return error;
}

std::string what_is_left(const Record& last) {
    return "deployment " + last.release.id +
           (last.retire_failed
                ? " could not stop what it replaced"
                : " was interrupted or got stuck while " + std::string{to_string(last.state)});
}

} // namespace deploy
