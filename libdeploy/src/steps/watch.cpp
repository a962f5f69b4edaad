// SPDX-License-Identifier: MIT
#include "core/container_behind.hpp"
#include "core/health.hpp"
#include "steps/candidate_state.hpp"
#include "steps/probes.hpp"

namespace deploy {
namespace {

/// Keeps an eye on the candidate under traffic while the incumbent still runs.
class Watch final : public Step {
public:
    explicit Watch(const StepContext& context) : context_{context} {}

    Result<> run(Deployment& deployment, std::stop_token stop) override {
        auto endpoint = context_.ports.proxy.endpoint();
        if (!endpoint)
            return endpoint.error();
        auto watched = look_on(deployment.release, *endpoint, stop);
        if (!watched)
            return watched;
        if (const auto counts = context_.ports.prober.end_traffic(); counts.sent > 0)
            deployment.receipt.traffic = counts;
        return {};
    }

private:
    Result<> look_on(const Release& release, const ProxyEndpoint& endpoint,
                     const std::stop_token& stop) {
        auto& clock = context_.ports.clock;
        const auto deadline = clock.now() + context_.config.watch.window;
        std::optional<Container> first;
        int failures = 0;
        for (;;) {
            auto candidate = living_candidate(context_, release, first, stop);
            if (!candidate)
                return candidate.error();
            if (!first)
                first = *candidate;
            if (auto ours = still_routed(release); !ours)
                return ours.error();
            const auto complaint = ask(release, endpoint);
            failures = complaint.empty() ? 0 : failures + 1;
            if (failures >= context_.config.watch.failures)
                return whose_fault(*candidate, "under traffic " + complaint);
            if (failures == 0 && clock.now() >= deadline)
                return {};
            if (stop.stop_requested())
                return Error{Errc::cancelled, "the watch was cancelled"};
            clock.sleep_for(interval, stop);
        }
    }

    /// A route that was lost shows in the answers; one that was moved may answer well. Somebody may
    /// also have named the candidate in another way.
    Result<> still_routed(const Release& release) {
        const auto& ports = context_.ports;
        auto route = ports.proxy.route(release.service);
        if (!route || !*route)
            return {};
        auto ours = leads_to(**route, release.candidate_id, ports.engine, ports.proxy);
        if (!ours || *ours)
            return {};
        return Error{Errc::conflict,
                     "the route was moved to " + (*route)->target + " by somebody else",
                     "psyfit-deploy status, for what serves now"};
    }

    /// The candidate's, unless the proxy is away.
    Error whose_fault(const Container& candidate, const std::string& why) {
        if (auto proxy = context_.ports.proxy.endpoint(); !proxy)
            return proxy.error();
        return unhealthy_candidate(context_, candidate, why);
    }

    std::string ask(const Release& release, const ProxyEndpoint& endpoint) {
        auto answer = context_.ports.prober.get(
            proxied_probe(endpoint, release.route, context_.config.health.path, context_.config));
        if (!answer)
            return answer.error().message;
        return judge_health(*answer, context_.config.health, release.revision).why;
    }

    static constexpr std::chrono::milliseconds interval{250};
    StepContext context_;
};

} // namespace

std::unique_ptr<Step> make_watch(const StepContext& context) {
    return std::make_unique<Watch>(context);
}

} // namespace deploy
