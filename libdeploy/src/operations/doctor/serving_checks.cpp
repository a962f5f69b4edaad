// SPDX-License-Identifier: MIT
// Engine, network, proxy, route, and what answers behind it.
#include "core/health.hpp"
#include "core/image_name.hpp"
#include "core/known_holes.hpp"
#include "operations/doctor/checks.hpp"
#include "operations/lost_route.hpp"
#include "steps/probes.hpp"

namespace deploy {
namespace {

/// The label of its image, else the tag, else nothing.
std::string version_of(const Container& proxy, Engine& engine) {
    const auto image = engine.image(proxy.image_id);
    if (image && *image) {
        const auto& labels = (*image)->labels;
        const auto found = labels.find("org.opencontainers.image.version");
        if (found != labels.end())
            return " " + found->second;
    }
    const auto tag = tag_of(proxy.image);
    return tag.empty() ? "" : " " + std::string{tag};
}

Said no_route(const Examination& host) {
    const auto lost = replaceable_release(*host.situation, host.ports);
    if (!lost)
        return fail(lost.error());
    if (*lost)
        return fail("the proxy has lost the route of " + host.config.service +
                        ", and what was live does not run",
                    "psyfit-deploy rollback");
    return warn("the proxy knows no service " + host.config.service + ": nothing was deployed yet",
                "psyfit-deploy --first --env-file FILE");
}

} // namespace

Said check_engine(const Examination& host) {
    if (!host.engine)
        return fail(host.engine.error());
    return ok("Docker Engine " + host.engine->version + ", API " + host.engine->api_version);
}

Said check_engine_holes(const Examination& host) {
    if (!host.engine)
        return skip("not looked at without an engine");
    const auto components = host.ports.engine.components();
    if (!components)
        return skip(components.error().message);
    std::string all;
    bool judged = true;
    for (const auto& one : *components) {
        const auto text = one.name + " " + one.version;
        if (const auto hole = known_hole(one))
            return warn(text + " " + std::string{hole->lets} + " (" + std::string{hole->id} +
                            ", mended in " + hole->mended_in + ")",
                        "apt-get update && apt-get install --only-upgrade docker-ce containerd.io");
        all += (all.empty() ? "" : ", ") + text;
        judged = judged && is_plain_version(one.version);
    }
    return judged ? ok(all)
                  : ok(all + ": a distribution's own version is kept up by apt-get upgrade");
}

Said check_shared_network(const Examination& host) {
    if (!host.situation)
        return skip("not looked at without a proxy");
    const auto shared = check_network(*host.situation, host.config, host.ports.engine);
    if (!shared)
        return fail(shared.error());
    return ok("the proxy is on " + host.config.container.network);
}

Said check_proxy(const Examination& host) {
    if (!host.situation)
        return fail(host.situation.error());
    const auto proxy = host.ports.engine.inspect(host.situation->endpoint.container_id);
    const auto version = proxy && *proxy ? version_of(**proxy, host.ports.engine) : "";
    return ok(host.config.proxy.container + version + " answers at " +
              host.situation->endpoint.url);
}

Said check_route(const Examination& host) {
    if (!host.situation)
        return skip("not looked at without a proxy");
    const auto& route = host.situation->route;
    if (!route)
        return no_route(host);
    if (const auto fine = check_replaceable(*host.situation, host.config); !fine)
        return fail(fine.error());
    const auto* incumbent = host.incumbent();
    if (incumbent == nullptr)
        return fail("the route leads to " + route->target + ", which is no container of this host",
                    "psyfit-deploy rollback");
    if (!incumbent->steady())
        return fail("the route leads to " + incumbent->name + ", which is " + incumbent->status,
                    "docker start " + incumbent->name + "; or psyfit-deploy rollback");
    if (route->target_host() == incumbent->address_on(host.config.container.network))
        return warn("the route leads to " + incumbent->name + " by its address " + route->target +
                        ", which is another container's after a restart",
                    "psyfit-deploy, which routes by id");
    return ok("to " + incumbent->name);
}

Said check_answer(const Examination& host) {
    if (!host.situation || !host.situation->route)
        return skip("there is no route");
    auto probe = proxied_probe(host.situation->endpoint, *host.situation->route,
                               host.config.health.path, host.config);
    probe.timeout = std::min(probe.timeout, patience_in_turn);
    const auto answer = host.ports.prober.get(probe);
    if (!answer)
        return fail("the health page does not answer through the proxy: " + answer.error().message,
                    "psyfit-deploy status");
    const auto verdict = judge_health(*answer, host.config.health, {});
    if (!verdict.healthy())
        return fail("the health page says through the proxy: " + verdict.why,
                    "psyfit-deploy status");
    return ok("the health page says that the service is healthy");
}

} // namespace deploy
