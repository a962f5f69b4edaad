// SPDX-License-Identifier: MIT
// How the containers behave when something ends, and whether those beside the service run.
#include "core/findings.hpp"
#include "operations/doctor/checks.hpp"
#include "support/json_fields.hpp"

#include <optional>
#include <sstream>

namespace deploy {
namespace {

std::string seconds(std::chrono::seconds time) { return std::to_string(time.count()) + " s"; }

/// The whole number after the last `word` that is no comment; nothing where there is none.
std::optional<int> setting(std::string_view text, std::string_view word) {
    std::optional<int> out;
    std::istringstream lines{std::string{text}};
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words{line};
        std::string first;
        int value = 0;
        if (words >> first && first == word && words >> value && value >= 0)
            out = value;
    }
    return out;
}

/// How long Puma lets its requests end, and which of its settings says so.
struct PumaGrace {
    std::string setting;
    std::chrono::seconds time;
};

/// Where the checkout says it: in a cluster the workers' time counts, else that of its threads.
std::optional<PumaGrace> grace_of_puma(const Examination& host) {
    const auto text = host.machine.read(host.config.source.checkout / "config" / "puma.rb");
    if (!text)
        return std::nullopt;
    for (const auto* word : {"worker_shutdown_timeout", "force_shutdown_after"})
        if (const auto found = setting(*text, word))
            return PumaGrace{word, std::chrono::seconds{*found}};
    return std::nullopt;
}

bool comes_back(const Container& container) {
    const auto policy =
        fields::text(fields::object_at(container.host_config, "RestartPolicy"), "Name");
    return !policy.empty() && policy != "no";
}

std::string way_to_run(const Container& container) {
    if (container.paused)
        return "docker unpause " + container.name;
    return (container.running ? "docker logs " : "docker start ") + container.name;
}

/// As the monitor judges it.
Said check_server(const Examination& host, const std::string& name) {
    if (!host.engine)
        return skip("not looked at without an engine");
    const auto found = host.ports.engine.inspect(name);
    const auto finding = judge_container({}, name, found);
    if (finding.well)
        return ok(finding.detail);
    if (!found)
        return fail(found.error());
    return fail(finding.detail, *found ? way_to_run(**found) : "psyfit-deploy setup");
}

} // namespace

Said check_grace_times(const Examination& host) {
    const auto drain = host.config.proxy.drain_timeout;
    const auto stop = host.config.container.stop_timeout;
    if (drain > stop)
        return warn("the proxy lets requests end for " + seconds(drain) +
                        ", and the container is killed after " + seconds(stop),
                    "set container.stop_timeout to " + seconds(drain) + " or more");
    const auto puma = grace_of_puma(host);
    if (puma && puma->time > stop)
        return warn("Puma lets requests end for " + seconds(puma->time) +
                        ", and the container is killed after " + seconds(stop),
                    "set container.stop_timeout to " + seconds(puma->time) + " or more");
    if (puma && puma->time < drain)
        return warn("the proxy lets requests end for " + seconds(drain) +
                        ", and Puma cuts them off after " + seconds(puma->time),
                    "set " + puma->setting + " to " + std::to_string(drain.count()) +
                        " or more in config/puma.rb");
    // What the container itself asks for holds for `docker stop` and a restart of the engine.
    const auto* incumbent = host.incumbent();
    const auto own = incumbent == nullptr ? 0 : fields::integer(incumbent->config, "StopTimeout");
    if (own > 0 && std::chrono::seconds{own} < drain)
        return warn(incumbent->name + " is killed " + std::to_string(own) +
                        " s after docker stop, and the proxy lets requests end for " +
                        seconds(drain),
                    "give the image or container a stop timeout of " + seconds(drain));
    return ok("proxy " + seconds(drain) + (puma ? ", Puma " + seconds(puma->time) : "") +
              ", container " + seconds(stop));
}

Said check_restart_policies(const Examination& host) {
    if (!host.engine)
        return skip("not looked at without an engine");
    std::vector<std::string> wanted{host.config.proxy.container, host.config.database.container,
                                    host.config.redis.container};
    std::erase(wanted, "");
    if (const auto* incumbent = host.incumbent())
        wanted.insert(wanted.begin(), incumbent->id);
    std::string down;
    int seen = 0;
    for (const auto& reference : wanted) {
        const auto container = host.ports.engine.inspect(reference);
        if (!container || !*container)
            continue;
        ++seen;
        if (!comes_back(**container))
            down += " " + (*container)->name;
    }
    if (seen == 0)
        return skip("there is no container to look at");
    if (down.empty())
        return ok("all " + std::to_string(seen) + " come back after a restart of the host");
    return warn("would not come back after a restart of the host:" + down,
                "docker update --restart unless-stopped" + down);
}

Said check_database(const Examination& host) {
    return host.config.database.exists() ? check_server(host, host.config.database.container)
                                         : skip("the service has no database here");
}

Said check_redis(const Examination& host) {
    return host.config.redis.exists() ? check_server(host, host.config.redis.container)
                                      : skip("the service has no Redis here");
}

} // namespace deploy
