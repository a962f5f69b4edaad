// SPDX-License-Identifier: MIT
#include "core/container_behind.hpp"
#include "steps/context.hpp"
#include "steps/late_container.hpp"
#include "steps/retry.hpp"
#include "steps/stop_for_good.hpp"

namespace deploy {
namespace {

/// Brings the candidate to life: a new container, or, in a rollback, one that was live before.
class Start final : public Step {
public:
    explicit Start(const StepContext& context) : context_{context} {}

    Result<> run(Deployment& deployment, std::stop_token /*stop*/) override {
        auto& release = deployment.release;
        if (auto ready = release.kind == Kind::rollback ? keep_alive(release) : create(deployment);
            !ready)
            return ready.error();
        release.route.target =
            release.candidate_id.substr(0, 12) + ":" + std::to_string(release.port);
        return context_.ports.engine.start(release.candidate_id);
    }

    Result<> undo(Deployment& deployment) override {
        return persist(context_.ports.clock, [&]() -> Result<> {
            auto candidate = find_late(context_.ports.clock, deployment,
                                       [&] { return find(deployment.release); });
            if (!candidate)
                return candidate.error();
            if (!*candidate)
                return {};
            if (auto idle = check_idle(deployment.release, **candidate); !idle)
                return idle.error();
            return deployment.release.kind == Kind::rollback
                       ? stop(deployment)
                       : context_.ports.engine.remove((*candidate)->id);
        });
    }

private:
    Result<> create(Deployment& deployment) {
        auto spec = deployment.spec;
        spec.env = deployment.environment.entries();
        auto id = context_.ports.engine.create(spec);
        if (!id)
            return id.error().within("create the candidate");
        deployment.release.candidate_id = *id;
        return {};
    }

    /// Also what starts only now, since an earlier process asked for it.
    Result<> stop(const Deployment& deployment) {
        const auto& id = deployment.release.candidate_id;
        const auto stop_now = [&] { return stop_for_good(context_, id); };
        if (auto stopped = stop_now(); !stopped || !deployment.start_may_come)
            return stopped;
        const auto started =
            look_late(context_.ports.clock, *deployment.resumed_at, [&]() -> Result<bool> {
                const auto now = context_.ports.engine.inspect(id);
                return now ? Result<bool>{*now && (*now)->running} : now.error();
            });
        if (!started)
            return started.error();
        return *started ? stop_now() : Result<>{};
    }

    /// A container started by hand has no restart policy and would not outlive a reboot.
    Result<> keep_alive(const Release& release) {
        return context_.ports.engine.set_restart_policy(release.candidate_id, "unless-stopped");
    }

    /// Whoever has the proxy route to the candidate by hand has it serve. Where the proxy does not
    /// answer, what undid the switch has had its say.
    Result<> check_idle(const Release& release, const Container& candidate) {
        const auto& ports = context_.ports;
        auto route = ports.proxy.route(release.service);
        if (!route || !*route)
            return {};
        auto serves = leads_to(**route, candidate.id, ports.engine, ports.proxy);
        if (!serves || !*serves)
            return {};
        return Error{Errc::conflict,
                     "somebody else has the proxy route to " + candidate.name +
                         ", so it is kept: it serves",
                     "have the proxy route to another container"};
    }

    /// The candidate, found by its name where a crash came before its id was written down; never a
    /// stranger of the same name.
    Result<std::optional<Container>> find(const Release& release) {
        auto found = context_.ports.engine.inspect(
            release.candidate_id.empty() ? release.candidate : release.candidate_id);
        if (!found || !*found || release.kind == Kind::rollback)
            return found;
        const auto owner = (*found)->labels.find(std::string{label::deployment});
        if (owner == (*found)->labels.end() || owner->second != release.id)
            return std::optional<Container>{};
        return found;
    }

    StepContext context_;
};

} // namespace

std::unique_ptr<Step> make_start(const StepContext& context) {
    return std::make_unique<Start>(context);
}

} // namespace deploy
