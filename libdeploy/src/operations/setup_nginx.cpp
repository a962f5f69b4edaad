// SPDX-License-Identifier: MIT
#include "core/nginx_site.hpp"
#include "operations/setup_parts.hpp"

#include <algorithm>

namespace deploy {
namespace {

/// The hosts that have a certificate, and those that have none.
struct Hosts {
    std::vector<std::string> certified;
    std::vector<std::string> bare;
};

Hosts look_at(const SetupContext& context) {
    Hosts out;
    for (const auto& host : context.config.proxy.hosts)
        (context.web.has_certificate(host) ? out.certified : out.bare).push_back(host);
    return out;
}

std::vector<std::string> certificate_steps(const std::vector<std::string>& bare) {
    std::vector<std::string> out;
    out.reserve(bare.size() + 1);
    for (const auto& host : bare)
        out.push_back("certbot certonly --webroot -w " + std::string{challenge_folder} + " -d " +
                      host + " --deploy-hook 'systemctl reload nginx'");
    if (!out.empty())
        out.emplace_back("psyfit-deploy setup   # then https is served, too");
    return out;
}

void add_start(std::vector<std::string>& steps, SiteInForce now) {
    if (now == SiteInForce::untested)
        steps.insert(steps.begin(), "apt-get install nginx && nginx -t");
    if (now == SiteInForce::tested)
        steps.insert(steps.begin(), "systemctl start nginx");
}

/// Nothing to write to: the steps are told.
SetupPart without_nginx(const SetupContext& context, const Hosts& hosts) {
    SetupPart part{.name = {},
                   .state = SetupState::for_a_person,
                   .detail =
                       "there is no folder " + context.config.nginx.site.parent_path().string(),
                   .steps = {"apt-get install nginx certbot",
                             "psyfit-deploy setup   # then the site is written"}};
    const auto further = certificate_steps(hosts.bare);
    part.steps.insert(part.steps.end(), further.begin(), further.end());
    return part;
}

} // namespace

Result<SetupPart> set_up_nginx(const SetupContext& context) {
    if (context.request.entrance == Entrance::open)
        return left_out("the proxy is open to the world itself");
    const auto file = context.config.nginx.site.string();
    const auto hosts = look_at(context);
    const auto present = context.web.site();
    if (!present && present.error().is(Errc::not_found))
        return without_nginx(context, hosts);
    if (!present)
        return present.error();
    const auto text =
        nginx_site(context.config, hosts.certified,
                   context.web.has_ipv6() ? Addresses::ipv4_and_ipv6 : Addresses::ipv4);
    const auto steps = certificate_steps(hosts.bare);
    auto part = kept(file);
    part.steps = steps;
    if (*present && !is_own_site((*present)->text)) {
        part.detail += ", which setup did not make";
        return part;
    }
    if (*present && (*present)->text == text && (*present)->enabled)
        return part;
    part = context.done(file);
    part.steps = steps;
    if (context.only_told())
        return part;
    const auto now = context.web.put_site(text);
    if (!now)
        return now.error();
    add_start(part.steps, *now);
    return part;
}

} // namespace deploy
