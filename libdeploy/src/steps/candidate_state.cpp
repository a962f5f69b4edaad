// SPDX-License-Identifier: MIT
#include "steps/candidate_state.hpp"

#include "core/diagnosis.hpp"
#include "steps/retry.hpp"

namespace deploy {
namespace {

bool ended(const Container& now, const std::optional<Container>& since) {
    if (!now.running || now.restarting)
        return true;
    return since && (now.restarts != since->restarts || now.started_at != since->started_at);
}

/// A candidate that ended and runs again, as it ends the next time: the engine forgets the exit
/// code of an end at the next start. As it is now when that takes longer than `patience`.
Container at_next_end(const StepContext& context, Container now, const std::stop_token& stop,
                      std::chrono::milliseconds patience) {
    auto& clock = context.ports.clock;
    const auto deadline = clock.now() + patience;
    while (now.running && !now.restarting && clock.now() < deadline && !stop.stop_requested()) {
        clock.sleep_for(std::chrono::milliseconds{20}, stop);
        const auto later = context.ports.engine.inspect(now.id);
        if (!later || !*later)
            break;
        now = **later;
    }
    return now;
}

} // namespace

Error unhealthy_candidate(const StepContext& context, const Container& candidate,
                          const std::string& why) {
    constexpr int lines = 15;
    auto log = context.ports.engine.logs(candidate.id, lines);
    const auto shown = log ? safe_log(*log, candidate, lines) : std::string{};
    const auto cause = diagnose(shown);
    return {Errc::unhealthy,
            "the candidate " + candidate.name + " is not healthy: " + why +
                (shown.empty() ? "; it logged nothing" : "; its last lines:\n" + shown),
            cause};
}

Result<Container> living_candidate(const StepContext& context, const Release& release,
                                   const std::optional<Container>& since,
                                   const std::stop_token& stop,
                                   std::chrono::milliseconds patience) {
    auto found = persist_in_looking(context.ports.clock, stop, [&] {
        return context.ports.engine.inspect(release.candidate_id);
    });
    if (!found)
        return found.error();
    if (!*found)
        return Error{Errc::unhealthy, "the candidate " + release.candidate + " was removed"};
    const Container& now = **found;
    if (ended(now, since))
        return unhealthy_candidate(context, now,
                                   describe_end(at_next_end(context, now, stop, patience)));
    if (now.paused)
        return unhealthy_candidate(context, now, "it is paused");
    if (now.health == Health::unhealthy)
        return unhealthy_candidate(context, now, "the engine's own health check fails");
    return now;
}

} // namespace deploy
