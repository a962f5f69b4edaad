// SPDX-License-Identifier: MIT
#pragma once
#include <cstdint>
#include <deploy/config.hpp>
#include <span>
#include <string>
#include <string_view>

namespace deploy {

/// The folder of the answers to a certificate authority's questions.
inline constexpr std::string_view challenge_folder = "/var/www/html";

/// Where Nginx listens.
enum class Addresses : std::uint8_t { ipv4, ipv4_and_ipv6 };

/// The site of the service for Nginx: HTTP answers the certificate authority and sends everybody
/// else to https; https, for the hosts of `certified`, goes to the proxy with the headers Host,
/// X-Real-IP, X-Forwarded-For and X-Forwarded-Proto, WebSockets included.
[[nodiscard]] std::string nginx_site(const Config& config, std::span<const std::string> certified,
                                     Addresses addresses);

/// Whether `setup` made the site, and may make it anew.
[[nodiscard]] bool is_own_site(std::string_view text);

} // namespace deploy
