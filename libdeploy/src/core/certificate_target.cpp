// SPDX-License-Identifier: MIT
#include "support/port_text.hpp"

#include <algorithm>
#include <deploy/certificate.hpp>
#include <optional>

namespace deploy {
namespace {

Error not_a_target(std::string_view text) {
    return {Errc::invalid_input, "'" + std::string{text} + "' is no HOST[:PORT]",
            "psyfit-deploy certificate psytech.jp:443"};
}

/// A host and, behind the colon, a port; no port where there is no colon.
struct Parts {
    std::string_view host;
    std::optional<std::string_view> port{};
};

std::optional<Parts> parts_of(std::string_view text) {
    if (text.starts_with('[')) {
        const auto end = text.find(']');
        if (end == std::string_view::npos)
            return std::nullopt;
        const auto rest = text.substr(end + 1);
        Parts out{.host = text.substr(1, end - 1)};
        if (rest.starts_with(':'))
            out.port = rest.substr(1);
        return rest.empty() || out.port ? std::optional{out} : std::nullopt;
    }
    if (std::ranges::count(text, ':') != 1) // none, or an IPv6 address
        return Parts{.host = text};
    const auto colon = text.find(':');
    return Parts{.host = text.substr(0, colon), .port = text.substr(colon + 1)};
}

bool is_host(std::string_view text) {
    constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                         "0123456789-._:";
    constexpr std::size_t longest_name = 253;
    return !text.empty() && text.size() <= longest_name && !text.starts_with('-') &&
           text.find_first_not_of(letters) == std::string_view::npos;
}

/// The server of `monitor.url`, where that ends TLS.
std::optional<CertificateTarget> monitored(const Config& config) {
    constexpr std::string_view scheme = "https://";
    const std::string_view url = config.monitor.url;
    if (!url.starts_with(scheme))
        return std::nullopt;
    const auto rest = url.substr(scheme.size());
    auto target = parse_certificate_target(rest.substr(0, rest.find_first_of("/?#")));
    return target ? std::optional{std::move(*target)} : std::nullopt;
}

} // namespace

std::string to_string(const CertificateTarget& target) {
    const bool six = target.host.find(':') != std::string::npos;
    return (six ? "[" + target.host + "]" : target.host) + ":" + std::to_string(target.port);
}

Result<CertificateTarget> parse_certificate_target(std::string_view text) {
    const auto parts = parts_of(text);
    if (!parts || !is_host(parts->host))
        return not_a_target(text);
    CertificateTarget out{.host = std::string{parts->host}};
    if (!parts->port)
        return out;
    const auto number = port_from(*parts->port);
    if (!number)
        return not_a_target(text);
    out.port = *number;
    return out;
}

std::vector<CertificateTarget> certificate_targets(const Config& config) {
    std::vector<CertificateTarget> out;
    const auto add = [&](CertificateTarget target) {
        if (std::ranges::find(out, target.host, &CertificateTarget::host) == out.end())
            out.push_back(std::move(target));
    };
    auto port = CertificateTarget{}.port;
    if (auto seen = monitored(config)) {
        if (std::ranges::find(config.proxy.hosts, seen->host) != config.proxy.hosts.end())
            port = seen->port;
        add(std::move(*seen));
    }
    for (const auto& host : config.proxy.hosts)
        if (is_host(host))
            add({.host = host, .port = port});
    return out;
}

Result<CertificateTarget> certificate_target(const Config& config) {
    auto targets = certificate_targets(config);
    if (targets.empty())
        return Error{Errc::invalid_input, "`proxy.hosts` names no host to look at",
                     "psyfit-deploy certificate HOST"};
    return std::move(targets.front());
}

} // namespace deploy
