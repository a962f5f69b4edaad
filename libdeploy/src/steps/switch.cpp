// SPDX-License-Identifier: MIT
#include "core/container_behind.hpp"
#include "steps/candidate_state.hpp"
#include "steps/probes.hpp"
#include "steps/retry.hpp"

namespace deploy {
namespace {

/// Moves all traffic to the candidate; its undo moves it back to the incumbent.
class Switch final : public Step {
public:
    explicit Switch(const StepContext& context) : context_{context} {}

    Result<> run(Deployment& deployment, std::stop_token stop) override {
        auto endpoint = context_.ports.proxy.endpoint();
        if (!endpoint)
            return endpoint.error();
        if (deployment.release.incumbent)
            context_.ports.prober.begin_traffic(proxied_probe(
                *endpoint, deployment.release.route, context_.config.health.path, context_.config));
        if (auto settled = settle(deployment); !settled)
            return settled.error();
        // A resumed switch may find the candidate gone; the proxy would wait for it in vain.
        if (auto alive = living_candidate(context_, deployment.release, {}, stop); !alive)
            return alive.error();
        return move(deployment, deployment.release.route);
    }

    Result<> undo(Deployment& deployment) override {
        auto back = persist(context_.ports.clock, [&] { return go_back(deployment); });
        if (const auto counts = context_.ports.prober.end_traffic(); counts.sent > 0)
            deployment.receipt.traffic = counts;
        return back;
    }

private:
    /// Waits for a call of an earlier process, which may still move the traffic.
    Result<> settle(const Deployment& deployment) {
        const auto& operation = deployment.release.operation;
        if (!deployment.resumed_at && operation.empty())
            return {};
        return context_.ports.proxy.settle(operation);
    }

    Result<std::optional<Route>> now(const Deployment& deployment) {
        return context_.ports.proxy.route(deployment.release.service);
    }

    /// Establishes `route` unless it is in force. A lost answer is read back; where nothing has
    /// come of the call, and nothing can any more, it is made once more, unless the proxy has used
    /// up its own time: one that hangs would hang again.
    Result<> move(Deployment& deployment, const Route& route) {
        const auto deadline = context_.ports.clock.now() + longest();
        for (bool again = false;; again = true) {
            const auto in_force =
                again ? seen_in_force(deployment, route) : is_in_force(deployment, route);
            if (!in_force)
                return in_force.error();
            if (*in_force)
                return done(deployment);
            auto moved = ask(deployment, route);
            if (moved)
                return done(deployment);
            if (!moved.error().is(Errc::unknown_outcome))
                return moved;
            if (auto settled = context_.ports.proxy.settle(deployment.release.operation); !settled)
                return settled.error();
            if (again || context_.ports.clock.now() >= deadline)
                return read_back(deployment, route, moved.error());
        }
    }

    /// That a call of the proxy may take.
    [[nodiscard]] std::chrono::seconds longest() const {
        const auto& proxy = context_.config.proxy;
        return proxy.deploy_timeout + proxy.drain_timeout;
    }

    Result<bool> is_in_force(const Deployment& deployment, const Route& route) {
        const auto seen = now(deployment);
        if (!seen)
            return seen.error();
        return *seen && (*seen)->target == route.target;
    }

    /// The same of a proxy that may just start again.
    Result<bool> seen_in_force(const Deployment& deployment, const Route& route) {
        return persist(context_.ports.clock, [&] { return is_in_force(deployment, route); });
    }

    Result<> ask(Deployment& deployment, const Route& route) {
        return context_.ports.proxy.route_to(route, [&](std::string_view operation) {
            asked_ = true;
            deployment.release.operation = operation;
            return deployment.save();
        });
    }

    Result<> read_back(Deployment& deployment, const Route& route, const Error& lost) {
        const auto in_force = seen_in_force(deployment, route);
        if (!in_force)
            return in_force.error();
        return *in_force ? done(deployment) : lost;
    }

    static Result<> done(Deployment& deployment) {
        deployment.release.operation.clear();
        return {};
    }

    Result<> go_back(Deployment& deployment) {
        if (auto settled = settle(deployment); !settled)
            return settled.error();
        auto in_force = now(deployment);
        if (!in_force && !asked_ && !deployment.resumed_at)
            return {}; // the proxy was never asked for anything
        if (!in_force)
            return in_force.error();
        const auto& release = deployment.release;
        auto on_candidate = leads_to_candidate(*in_force, release);
        if (!on_candidate)
            return on_candidate.error();
        const bool lost = !*in_force && release.before;
        if (!*on_candidate && !lost)
            return {}; // never moved, back already, or moved on by somebody else
        if (!release.before)
            return context_.ports.proxy.remove_route(release.service);
        return move(deployment, way_back(release));
    }

    /// However the route names it: somebody may have moved it by hand in the meantime.
    Result<bool> leads_to_candidate(const std::optional<Route>& route, const Release& release) {
        if (!route || release.candidate_id.empty())
            return false;
        return leads_to(*route, release.candidate_id, context_.ports.engine, context_.ports.proxy);
    }

    /// To the incumbent by its id, since an address may have gone stale.
    [[nodiscard]] Route way_back(const Release& release) const {
        if (!release.incumbent)
            return *release.before;
        auto incumbent = context_.ports.engine.inspect(release.incumbent->id);
        const bool named =
            incumbent && *incumbent && (*incumbent)->on(context_.config.container.network);
        if (!named)
            return *release.before;
        return release.before->to((*incumbent)->short_id() + ":" +
                                  std::to_string(release.before->target_port()));
    }

    StepContext context_;
    bool asked_ = false; // the proxy, by this process
};

} // namespace

std::unique_ptr<Step> make_switch(const StepContext& context) {
    return std::make_unique<Switch>(context);
}

} // namespace deploy
