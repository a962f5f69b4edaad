// SPDX-License-Identifier: MIT
// What stands between the world and the proxy.
#include "operations/doctor/checks.hpp"
#include "support/json_fields.hpp"

#include <algorithm>

namespace deploy {
namespace {

std::string last_line(std::string text) {
    while (!text.empty() && text.back() == '\n')
        text.pop_back();
    return text.substr(text.rfind('\n') + 1);
}

std::string first_word(const std::string& text) {
    const auto begin = text.find_first_not_of(" \n*●");
    return begin == std::string::npos ? "" : text.substr(begin, text.find(' ', begin) - begin);
}

/// Who fetches the certificates here, and so what shows why none came.
std::string way_to_renew(const Examination& host) {
    const bool by_proxy = host.situation && host.situation->route && host.situation->route->tls;
    return by_proxy ? "docker logs " + host.config.proxy.container : "certbot renew";
}

Said judged(const CertificateReport& report, const std::string& renew) {
    const auto look = "psyfit-deploy certificate " + to_string(report.target);
    if (report.state == CertificateState::critical)
        return fail(report.summary(), look);
    return warn(report.summary(), report.state == CertificateState::warning ? renew : look);
}

/// One finding of several: all that was found, the remedy of the worst.
Said worst_of(const std::vector<Said>& said) {
    auto out = *std::ranges::max_element(
        said, {}, [](const Said& each) { return each.finding == CheckStatus::fail; });
    out.detail.clear();
    for (const auto& each : said)
        out.detail += (out.detail.empty() ? "" : "; ") + each.detail;
    return out;
}

Said all_well(const std::vector<CertificateReport>& reports) {
    const auto first = std::ranges::min_element(reports, {}, &CertificateReport::left)->summary();
    if (reports.size() == 1)
        return ok(first);
    return ok("all " + std::to_string(reports.size()) + " hosts; the first to end: " + first);
}

} // namespace

Said check_nginx(const Surroundings& host) {
    const auto test = host.machine.run({"nginx", "-t", "-q"}, patience_at_once);
    if (!test)
        return skip(test.error().is(Errc::not_found) ? "there is no nginx here"
                                                     : test.error().message);
    if (test->exit_code != 0)
        return fail("it would not start again: " + last_line(test->output), "nginx -t");
    const auto processes = host.machine.run({"pgrep", "-x", "nginx"}, patience_at_once);
    if (processes && processes->exit_code == 1)
        return fail("it does not run, so that nobody reaches the service", "systemctl start nginx");
    return ok("its configuration is right");
}

std::string why_no_nginx(const Examination& host) {
    const auto proxy = host.ports.engine.inspect(host.config.proxy.container);
    if (!proxy || !*proxy)
        return {};
    const auto& ports = fields::object_at((*proxy)->host_config, "PortBindings");
    for (const auto& port : ports)
        if (const auto* list = port.value().if_array())
            for (const auto& each : *list)
                if (each.is_object() && fields::text(each.get_object(), "HostPort") == "443")
                    return host.config.proxy.container + " is published on 443 itself";
    return {};
}

Said check_served_certificate(const Examination& host) {
    auto targets = certificate_targets(host.config);
    if (targets.empty())
        return skip("`proxy.hosts` names no host to look at");
    for (auto& target : targets)
        target.timeout = patience_in_turn;
    std::vector<CertificateReport> reports;
    for (auto& report : check_certificates(host.ports.certificates, host.ports.clock, targets,
                                           certificate_limits(host.config), host.stop)) {
        if (!report)
            return skip(report.error().message);
        reports.push_back(std::move(*report));
    }
    std::vector<Said> said;
    for (const auto& report : reports)
        if (report.state != CertificateState::ok)
            said.push_back(judged(report, way_to_renew(host)));
    return said.empty() ? all_well(reports) : worst_of(said);
}

Said check_dns(const Surroundings& host) {
    const auto own = host.machine.addresses();
    if (!own)
        return skip(own.error().message);
    for (const auto& name : host.config.proxy.hosts) {
        const auto found = host.machine.resolve(name, patience_at_once);
        if (!found)
            return warn(found.error().message,
                        "getent hosts " + name + ", and correct its records at their provider");
        const bool here = std::ranges::any_of(*found, [&](const std::string& address) {
            return std::ranges::find(*own, address) != own->end();
        });
        if (!here)
            return warn(name + " is " + (found->empty() ? "nowhere" : found->front()) +
                            ", which is no address of this host (right behind a NAT or a CDN)",
                        "getent hosts " + name + ", and correct its records at their provider");
    }
    return ok(host.config.proxy.hosts.empty() ? "there is no host name to look up"
                                              : "leads to this host");
}

Said check_systemd(const Surroundings& host) {
    const auto units =
        host.machine.run({"systemctl", "list-units", "--type=service", "--state=active", "--plain",
                          "--no-legend", "--no-pager", "*puma*"},
                         patience_at_once);
    if (!units || units->exit_code != 0)
        return skip("there is no systemd here");
    const auto unit = first_word(units->output);
    if (unit.empty())
        return ok("no unit runs Puma beside the container");
    return warn(unit + " runs, and serves nobody: it takes memory, and misleads",
                "systemctl disable --now " + unit);
}

} // namespace deploy
