// SPDX-License-Identifier: MIT
#include "core/container_behind.hpp"
#include "steps/context.hpp"
#include "steps/retry.hpp"
#include "steps/stop_for_good.hpp"

namespace deploy {
namespace {

/// Stops the incumbent and keeps it for the way back. A container that is routed is never stopped.
class Retire final : public Step {
public:
    explicit Retire(const StepContext& context) : context_{context} {}

    Result<> run(Deployment& deployment, std::stop_token /*stop*/) override {
        const auto& release = deployment.release;
        auto stopped = release.incumbent ? persist_to_stop(release) : Result<>{};
        if (auto tagged = tag_latest(release); !tagged)
            context_.observer.on_warning(tagged.error().message);
        return stopped;
    }

private:
    /// It is decided, so what is begun is ended; to stop it twice is as good as once.
    Result<> persist_to_stop(const Release& release) {
        auto stopped = persist(context_.ports.clock, [&] { return stop(release); });
        if (!stopped && !stopped.error().is(Errc::conflict))
            return stopped.error().within("the incumbent " + release.incumbent->name +
                                          " keeps running until psyfit-deploy recover stops it");
        return stopped;
    }

    Result<> stop(const Release& release) {
        auto& engine = context_.ports.engine;
        auto incumbent = engine.inspect(release.incumbent->id);
        if (!incumbent)
            return incumbent.error();
        if (!*incumbent || (!(*incumbent)->running && !(*incumbent)->restarting))
            return {};
        auto route = context_.ports.proxy.route(release.service);
        if (!route)
            return route.error();
        if (!*route) // recovery gives it back first
            return Error{Errc::not_found, "the proxy has lost the route of " + release.service};
        if (release.incumbent->id == release.candidate_id)
            return Error{Errc::conflict, release.candidate + " is the incumbent itself"};
        auto ours = leads_to(**route, release.candidate_id, engine, context_.ports.proxy);
        if (!ours)
            return ours.error();
        if (!*ours)
            return Error{Errc::conflict, "the route was changed by somebody else, so " +
                                             release.incumbent->name + " keeps running"};
        return stop_for_good(context_, release.incumbent->id);
    }

    /// `:latest` is what is live.
    Result<> tag_latest(const Release& release) {
        auto candidate = context_.ports.engine.inspect(release.candidate_id);
        if (!candidate)
            return candidate.error();
        if (!*candidate)
            return {};
        return context_.ports.engine.tag((*candidate)->image_id,
                                         context_.config.build.image + ":latest");
    }

    StepContext context_;
};

} // namespace

std::unique_ptr<Step> make_retire(const StepContext& context) {
    return std::make_unique<Retire>(context);
}

} // namespace deploy
