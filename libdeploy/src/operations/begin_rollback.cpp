// SPDX-License-Identifier: MIT
#include "core/image_name.hpp"
#include "operations/begin.hpp"
#include "operations/lost_route.hpp"
#include "operations/unfinished.hpp"

#include <algorithm>

namespace deploy {
namespace {

std::string listed(const std::vector<RollbackCandidate>& candidates) {
    if (candidates.empty())
        return "no stopped container was live before";
    std::string out = "possible are:";
    for (const auto& candidate : candidates)
        out += "\n  " + candidate.container.name + "  (commit " +
               short_revision(candidate.revision) + ", last live " + candidate.last_live + ")";
    return out;
}

Error refusal(const std::string& why, const std::vector<RollbackCandidate>& candidates) {
    return {Errc::invalid_input, why + "; " + listed(candidates),
            candidates.empty() ? "psyfit-deploy history"
                               : "psyfit-deploy rollback " + candidates.front().container.name};
}

/// A container of the service that was started by hand, as the guide does: its name begins with the
/// service's and it runs an image of the service, whoever built that.
bool started_by_hand(const Container& container, const Config& config) {
    return container.name.starts_with(config.service + "-") &&
           repository_of(container.image) == config.build.image &&
           !container.labels.contains(std::string{label::deployment});
}

Result<Container> named(const std::string& reference, const Situation& situation,
                        const std::vector<RollbackCandidate>& candidates,
                        const std::string& left_running, const Config& config, Engine& engine) {
    auto found = engine.inspect(reference);
    if (!found)
        return found.error();
    if (!*found)
        return refusal("there is no container '" + reference + "'", candidates);
    const Container& container = **found;
    if (situation.incumbent && situation.incumbent->id == container.id)
        return refusal(container.name + " serves already", candidates);
    const bool known = std::ranges::any_of(candidates, [&](const RollbackCandidate& candidate) {
        return candidate.container.id == container.id;
    });
    if (!known && !started_by_hand(container, config))
        return refusal(container.name + " was never live as " + config.service, candidates);
    if (!left_running.empty() && container.id != left_running)
        return refusal("what was replaced last still runs, and no third version is started beside "
                       "two",
                       candidates);
    if (container.running && left_running.empty())
        return refusal(container.name +
                           " is running beside what serves; stop it first (docker stop " +
                           container.name + ")",
                       candidates);
    return container;
}

Result<Container> newest(const std::vector<RollbackCandidate>& candidates,
                         const std::string& left_running, const Situation& situation) {
    const auto chosen = std::ranges::find_if(candidates, [&](const RollbackCandidate& candidate) {
        return !candidate.container.running || candidate.container.id == left_running;
    });
    if (chosen != candidates.end())
        return chosen->container;
    auto none = refusal("there is nothing to roll back to", {});
    if (!situation.incumbent)
        none.fix = "psyfit-deploy --first --env-file FILE";
    return none;
}

/// The route in force, or, where the proxy has lost it, as the journal knows it.
Result<Route> route_to_take(const Situation& situation, const Config& config, Ports ports) {
    if (situation.route)
        return *situation.route;
    auto lost = replaceable_release(situation, ports);
    if (!lost)
        return lost.error();
    if (*lost)
        return (*lost)->route;
    return Error{Errc::precondition,
                 "the proxy knows no service '" + config.service + "', and none was ever live",
                 "psyfit-deploy --first --env-file FILE for a first deployment; else correct "
                 "'service' in the configuration"};
}

/// The incumbent that the last deployment could not stop, by its id; else empty.
std::string left_running(const std::vector<Record>& records) {
    const auto last = left_over(records);
    return last && last->retire_failed && last->release.incumbent ? last->release.incumbent->id
                                                                  : std::string{};
}

Result<Container> choose(const Situation& situation, const Config& config, Ports ports,
                         const std::optional<std::string>& reference) {
    auto records = ports.journal.read();
    if (!records)
        return records.error();
    auto candidates = rollback_candidates(*records, ports.engine,
                                          situation.incumbent ? situation.incumbent->id : "");
    if (!candidates)
        return candidates.error();
    const auto running = left_running(*records);
    return reference ? named(*reference, situation, *candidates, running, config, ports.engine)
                     : newest(*candidates, running, situation);
}

} // namespace

Result<Deployment> begin_rollback(const Situation& situation, const Config& config, Ports ports,
                                  const std::optional<std::string>& container,
                                  const Intent& intent) {
    auto route = route_to_take(situation, config, ports);
    if (!route)
        return route.error();
    if (auto network = check_network(situation, config, ports.engine); !network)
        return network.error();
    auto chosen = choose(situation, config, ports, container);
    if (!chosen)
        return chosen.error();
    if (!chosen->on(config.container.network))
        return Error{Errc::precondition,
                     chosen->name + " is not on the network '" + config.container.network + "'",
                     "docker network connect " + config.container.network + " " + chosen->name};
    auto begun = begin_any(situation, config, ports, intent);
    if (!begun)
        return begun;
    auto& release = begun->release;
    release.kind = Kind::rollback;
    release.candidate = chosen->name;
    release.candidate_id = chosen->id;
    release.image = chosen->image;
    release.revision = revision_of(chosen->labels);
    release.port = route->target_port();
    release.route = *route;
    release.route.target = chosen->short_id() + ":" + std::to_string(release.port);
    return begun;
}

} // namespace deploy
