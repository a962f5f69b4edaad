// SPDX-License-Identifier: MIT
#include "core/health.hpp"
#include "steps/candidate_state.hpp"
#include "steps/probes.hpp"

#include <algorithm>

namespace deploy {
namespace {

/// Proves that the candidate itself answers what is asked through the proxy.
class Verify final : public Step {
public:
    explicit Verify(const StepContext& context) : context_{context} {}

    Result<> run(Deployment& deployment, std::stop_token stop) override {
        auto endpoint = context_.ports.proxy.endpoint();
        if (!endpoint)
            return endpoint.error();
        Error last{Errc::cancelled, "the proof was cancelled"};
        for (int attempt = 0; attempt < context_.config.watch.failures && !stop.stop_requested();
             ++attempt) {
            if (attempt > 0)
                context_.ports.clock.sleep_for(std::chrono::milliseconds{100}, stop);
            auto proven = prove(deployment, *endpoint, attempt, stop);
            if (proven)
                return {};
            last = proven.error();
        }
        return last;
    }

private:
    Result<> prove(Deployment& deployment, const ProxyEndpoint& endpoint, int attempt,
                   const std::stop_token& stop) {
        const auto& release = deployment.release;
        const auto since = context_.ports.clock.wall();
        auto probe =
            proxied_probe(endpoint, release.route, context_.config.health.path, context_.config);
        probe.request_id = "psyfit-deploy-" + release.id + "-" + std::to_string(attempt);
        if (auto answered = ask(probe, release); !answered)
            return answered.error();
        if (auto pages = ask_pages(release, endpoint); !pages)
            return pages.error();
        return identify(deployment, probe.request_id, since, stop);
    }

    Result<> ask(const Probe& probe, const Release& release) {
        auto answer = context_.ports.prober.get(probe);
        if (!answer)
            return answer.error().as(Errc::unhealthy).within("through the proxy");
        const auto verdict = judge_health(*answer, context_.config.health, release.revision);
        if (!verdict.healthy())
            return Error{Errc::unhealthy,
                         "through the proxy the candidate is not healthy: " + verdict.why};
        return {};
    }

    Result<> ask_pages(const Release& release, const ProxyEndpoint& endpoint) {
        for (const auto& page : context_.config.health.pages) {
            auto answer = context_.ports.prober.get(
                proxied_probe(endpoint, release.route, page, context_.config));
            if (!answer)
                return answer.error().as(Errc::unhealthy).within("through the proxy");
            if (const auto verdict = judge_page(*answer, page); !verdict.healthy())
                return Error{Errc::unhealthy, "through the proxy " + verdict.why};
        }
        return {};
    }

    /// Reads from the proxy's log who answered; the log may come a moment after the answer.
    Result<> identify(Deployment& deployment, const std::string& request_id,
                      std::chrono::system_clock::time_point since, const std::stop_token& stop) {
        auto& clock = context_.ports.clock;
        const auto deadline = clock.now() + std::chrono::seconds{2};
        for (std::chrono::milliseconds pause{5}; !stop.stop_requested();
             pause = std::min(pause * 2, std::chrono::milliseconds{200})) {
            auto passage = context_.ports.proxy.passage(request_id, since);
            if (passage && *passage)
                return compare(deployment, (*passage)->target);
            if (clock.now() >= deadline)
                return fall_back(deployment);
            clock.sleep_for(pause, stop);
        }
        return Error{Errc::cancelled, "the proof was cancelled"};
    }

    static Result<> compare(Deployment& deployment, const std::string& target) {
        deployment.receipt.answered_by = target;
        if (target == deployment.release.route.target)
            return {};
        return Error{Errc::unhealthy, "the proxy let " + target +
                                          " answer instead of the candidate " +
                                          deployment.release.route.target};
    }

    /// Without a log that tells, the route in force has to do.
    Result<> fall_back(Deployment& deployment) {
        context_.observer.on_warning("the proxy's log does not tell who answered; its route is "
                                     "the only proof");
        auto route = context_.ports.proxy.route(deployment.release.service);
        if (!route)
            return route.error();
        if (*route && (*route)->target == deployment.release.route.target)
            return {};
        return Error{Errc::unhealthy, "the proxy does not route to the candidate"};
    }

    StepContext context_;
};

} // namespace

std::unique_ptr<Step> make_verify(const StepContext& context) {
    return std::make_unique<Verify>(context);
}

} // namespace deploy
