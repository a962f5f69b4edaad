// SPDX-License-Identifier: MIT
#include "core/deployment_id.hpp"
#include "operations/begin.hpp"
#include "operations/lost_route.hpp"
#include "support/wall_time.hpp"

#include <algorithm>

namespace deploy {
namespace {

Result<> check_first(const Situation& situation, const Config& config, Ports ports,
                     const Intent& intent) {
    if (intent.first && situation.incumbent)
        return Error{Errc::precondition,
                     "this is no first deployment: the proxy routes " + config.service + " to " +
                         situation.incumbent->name + " already",
                     "psyfit-deploy"};
    auto lost = replaceable_release(situation, ports);
    if (!lost)
        return lost.error();
    if (intent.first || situation.route)
        return {};
    if (*lost)
        return Error{Errc::precondition,
                     "the proxy has lost the route of " + config.service + ", which was live",
                     "psyfit-deploy recover"};
    return Error{Errc::precondition,
                 "the proxy knows no service '" + config.service +
                     "', so there is no container to take the environment from",
                 "psyfit-deploy --first --env-file FILE for a first deployment; else correct "
                 "'service' in the configuration"};
}

/// A rollback needs no incumbent; a new version takes its environment from one, unless it is meant
/// to begin anew.
Result<> check_incumbent(const Situation& situation, const Intent& intent) {
    if (!situation.route || situation.incumbent || intent.first)
        return {};
    return Error{Errc::precondition,
                 "the proxy routes " + situation.route->service + " to " + situation.route->target +
                     ", which is no container of this host, so there is no environment to carry "
                     "over",
                 "psyfit-deploy rollback, to an earlier version; or psyfit-deploy --first "
                 "--env-file FILE, to begin anew in its place"};
}

/// An id names one deployment and its container for ever.
Result<> check_id(const std::string& id, const Config& config, Ports ports) {
    if (!is_deployment_id(id))
        return Error{Errc::invalid_input, "'" + id + "' cannot be a deployment's id",
                     "up to 40 small letters, digits and '-', as in 20261124-201500-3f9a; without "
                     "--id one is made"};
    auto records = ports.journal.read();
    if (!records)
        return records.error();
    auto containers = ports.engine.list(label::deployment, id);
    if (!containers)
        return containers.error();
    const bool known = std::ranges::any_of(
        *records, [&](const Record& record) { return record.release.id == id; });
    // Another service may have had the same.
    const bool left = std::ranges::any_of(*containers, [&](const Container& container) {
        const auto service = container.labels.find(std::string{label::service});
        return service != container.labels.end() && service->second == config.service;
    });
    if (known || left)
        return Error{Errc::precondition, "there was a deployment " + id + " already",
                     "psyfit-deploy history, for how it ended; a new one needs a new id"};
    return {};
}

Route first_route(const Config& config) {
    return {.service = config.service, .target = {}, .hosts = config.proxy.hosts};
}

} // namespace

Result<Deployment> begin_deploy(const Situation& situation, const Config& config, Ports ports,
                                const Intent& intent) {
    if (auto allowed = check_first(situation, config, ports, intent); !allowed)
        return allowed.error();
    auto begun = begin_any(situation, config, ports, intent);
    if (!begun)
        return begun;
    if (auto known = check_incumbent(situation, intent); !known)
        return known.error();
    return begun;
}

Result<Deployment> begin_any(const Situation& situation, const Config& config, Ports ports,
                             const Intent& intent) {
    if (intent.id && !intent.id_is_new)
        if (auto fresh = check_id(*intent.id, config, ports); !fresh)
            return fresh.error();
    if (situation.route)
        if (auto replaceable = check_replaceable(situation, config); !replaceable)
            return replaceable.error();
    if (auto network = check_network(situation, config, ports.engine); !network)
        return network.error();
    Deployment out{.release = {}, .intent = intent};
    auto& release = out.release;
    const auto now = ports.clock.wall();
    release.id = intent.id.value_or(new_deployment_id(now));
    release.kind = situation.incumbent ? Kind::deploy : Kind::first;
    release.service = config.service;
    release.started_at = rfc3339(now);
    release.before = situation.route;
    release.port = situation.route ? situation.route->target_port() : config.container.port;
    release.route = situation.route ? situation.route->to("") : first_route(config);
    if (const auto& incumbent = situation.incumbent)
        release.incumbent = Incumbent{.id = incumbent->id,
                                      .name = incumbent->name,
                                      .revision = revision_of(incumbent->labels),
                                      .image_id = incumbent->image_id};
    return out;
}

} // namespace deploy
