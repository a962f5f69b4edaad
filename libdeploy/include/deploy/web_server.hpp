// SPDX-License-Identifier: MIT
#pragma once
#include <cstdint>
#include <deploy/config.hpp>
#include <deploy/result.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace deploy {

/// The service's site as the web server has it.
struct Site {
    std::string text;
    bool enabled = false; ///< The web server reads it.
};

/// What became of a site that was put in its place.
enum class SiteInForce : std::uint8_t {
    untested, ///< There is no web server to test it; one that comes later reads it.
    tested,   ///< Tested; no web server runs.
    taken,    ///< Tested, and the one that runs has taken it.
};

/// The web server in front of the proxy, with one site for the service.
class WebServer {
public:
    virtual ~WebServer() = default;

    /// The site; nothing where there is none. A folder that does not exist is `not_found`.
    virtual Result<std::optional<Site>> site() = 0;
    /// Whether there is a certificate, and a key, for that host.
    virtual bool has_certificate(std::string_view host) = 0;
    /// Whether it can listen on IPv6 addresses.
    virtual bool has_ipv6() = 0;
    /// Writes the site, enables it, has the web server test all of its configuration, and one that
    /// runs take it. Where the test fails (`refused`, with the web server's own words) everything
    /// is again as it was. The same again is success.
    virtual Result<SiteInForce> put_site(std::string_view text) = 0;
};

/// Nginx, by the files of `nginx.site` and its own program.
std::unique_ptr<WebServer> make_nginx(const Config& config);

} // namespace deploy
