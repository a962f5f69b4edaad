// SPDX-License-Identifier: MIT
#include "operations/monitor_checks.hpp"

#include "operations/disk_places.hpp"
#include "operations/situation.hpp"

#include <algorithm>

namespace deploy {
namespace {

namespace fs = std::filesystem;

Result<std::string> health_url(const Config& config) {
    if (!config.monitor.url.empty())
        return config.monitor.url;
    if (config.proxy.hosts.empty())
        return Error{Errc::invalid_input,
                     "nothing to look at: `monitor.url` and `proxy.hosts` are both empty",
                     "set `monitor.url` to the health page as the world sees it"};
    return "https://" + config.proxy.hosts.front() + config.health.path;
}

/// Scheme and authority of a URL.
std::string site_of(const std::string& url) {
    return url.substr(0, std::min(url.find_first_of("/?#", url.find("://") + 3), url.size()));
}

void look_at_pages(Look& out, const Config& config, Ports ports, const std::string& url) {
    const auto get = [&](const std::string& page) {
        return ports.prober.get({.url = page, .timeout = config.health.timeout});
    };
    out.findings.push_back(judge_health_page(get(url), config));
    if (!config.monitor.page.empty())
        out.findings.push_back(judge_keyword_page(get(site_of(url) + config.monitor.page), config));
}

/// The container that the route leads to; an Error says why there is none.
Result<std::optional<Container>> routed(const Config& config, Ports ports) {
    auto situation = look_around(config, ports);
    if (!situation)
        return situation.error();
    if (!situation->route)
        return Error{Errc::precondition, "the proxy does not know " + config.service};
    if (!situation->incumbent)
        return Error{Errc::precondition, "the proxy routes " + config.service + " to " +
                                             situation->route->target +
                                             ", which is no container here"};
    return std::move(situation->incumbent);
}

void look_at_containers(Look& out, const Config& config, Ports ports, const Restarts& before) {
    std::vector<Container> seen;
    const auto add = [&](const char* check, const std::string& name,
                         const Result<std::optional<Container>>& found) {
        out.findings.push_back(judge_container(check, name, found));
        if (found && *found)
            seen.push_back(**found);
    };
    add("service", config.service, routed(config, ports));
    add("proxy", config.proxy.container, ports.engine.inspect(config.proxy.container));
    if (config.database.exists())
        add("database", config.database.container, ports.engine.inspect(config.database.container));
    if (config.redis.exists())
        add("redis", config.redis.container, ports.engine.inspect(config.redis.container));
    out.findings.push_back(judge_restarts(seen, before));
    out.restarts = restarts_of(seen);
}

void look_at_disks(Look& out, const Config& config, Machine& machine) {
    std::vector<Disk> disks;
    for (const auto& path : {fs::path{"/"}, config.state_directory, existing(docker_files, machine),
                             config.backup.directory})
        if (const auto space = machine.disk(path))
            disks.push_back({path, *space});
    out.findings.push_back(judge_disks(disks, config.monitor.disk_percent));
}

/// A finding for each host, so that one that fails does not hide that another begins to.
void look_at_certificates(Look& out, const Config& config, Ports ports,
                          const std::stop_token& stop) {
    const auto targets = certificate_targets(config);
    const auto reports = check_certificates(ports.certificates, ports.clock, targets,
                                            certificate_limits(config), stop);
    for (std::size_t i = 0; i < targets.size(); ++i)
        out.findings.push_back(judge_certificate_report(
            i == 0 ? "certificate" : "certificate " + targets[i].host, reports[i]));
}

void look_at_backups(Look& out, const Config& config, std::chrono::system_clock::time_point now,
                     Machine& machine) {
    const auto files = machine.files(config.backup.directory);
    out.findings.push_back(judge_backups(files, config, now));
    if (files && !config.storage.url.empty())
        out.findings.push_back(judge_copy(*files, config, machine, now));
    if (files)
        out.findings.push_back(judge_drill(*files, config, machine));
}

} // namespace

Result<Look> look(const Config& config, Ports ports, Machine& machine, const Restarts& before,
                  const std::stop_token& stop) {
    const auto url = health_url(config);
    if (!url)
        return url.error();
    Look out;
    look_at_pages(out, config, ports, *url);
    look_at_containers(out, config, ports, before);
    look_at_disks(out, config, machine);
    look_at_certificates(out, config, ports, stop);
    if (config.database.exists())
        look_at_backups(out, config, ports.clock.wall(), machine);
    if (auto workers = look_at_workers(config, ports, machine, stop))
        out.findings.push_back(std::move(*workers));
    if (stop.stop_requested())
        return Error{Errc::cancelled, "stopped while looking; nothing was told or remembered"};
    return out;
}

} // namespace deploy
