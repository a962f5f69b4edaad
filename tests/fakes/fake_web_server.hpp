// SPDX-License-Identifier: MIT
#pragma once
#include <deploy/web_server.hpp>
#include <set>
#include <string>

namespace deploy::test {

/// A web server that takes every site, unless it is told to refuse.
struct FakeWebServer final : WebServer {
    bool installed = true;
    bool refuses = false;
    std::optional<Site> present;
    std::set<std::string, std::less<>> certified;
    int writes = 0;

    Result<std::optional<Site>> site() override {
        if (!installed)
            return Error{Errc::not_found, "no such folder"};
        return present;
    }
    bool has_certificate(std::string_view host) override { return certified.contains(host); }
    bool has_ipv6() override { return true; }
    Result<SiteInForce> put_site(std::string_view text) override {
        ++writes;
        if (refuses)
            return Error{Errc::refused, "nginx -t refuses the site"};
        present = Site{.text = std::string{text}, .enabled = true};
        return SiteInForce::taken;
    }
};

} // namespace deploy::test
