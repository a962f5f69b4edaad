// SPDX-License-Identifier: MIT
#include "core/nginx_site.hpp"

#include <algorithm>

namespace deploy {
namespace {

constexpr std::string_view mark = "# Made by psyfit-deploy setup, which makes it anew; without "
                                  "this line it is yours and stays as it is.\n";

/// As a variable or an upstream can be named.
std::string name_of(const Config& config) {
    auto name = config.service;
    std::ranges::replace_if(
        name, [](char letter) { return letter == '-' || letter == '.'; }, '_');
    return name;
}

std::string joined(std::span<const std::string> hosts) {
    std::string out;
    for (const auto& host : hosts)
        out += (out.empty() ? "" : " ") + host;
    return out;
}

std::string to_the_proxy(const std::string& name, const Config& config) {
    return "# A WebSocket keeps its connection; others share kept ones.\n"
           "map $http_upgrade $" +
           name + "_connection {\n    default upgrade;\n    ''      '';\n}\n\nupstream " + name +
           "_proxy {\n    server 127.0.0.1:" + std::to_string(config.setup.proxy_port) +
           ";\n    keepalive 16;\n}\n";
}

std::string listen(const std::string& port, Addresses addresses) {
    auto out = "    listen " + port + ";\n";
    if (addresses == Addresses::ipv4_and_ipv6)
        out += "    listen [::]:" + port + ";\n";
    return out;
}

std::string plain_server(const Config& config, Addresses addresses) {
    return "\nserver {\n" + listen("80", addresses) + "    server_name " +
           joined(config.proxy.hosts) +
           ";\n\n    location /.well-known/acme-challenge/ {\n        root " +
           std::string{challenge_folder} +
           ";\n    }\n    location / {\n        return 301 https://$host$request_uri;\n    }\n}\n";
}

std::string tls_server(const Config& config, const std::string& name, const std::string& host,
                       Addresses addresses) {
    const auto folder = (config.nginx.certificates / host).string();
    return "\nserver {\n" + listen("443 ssl http2", addresses) + "    server_name " + host +
           ";\n\n    ssl_certificate " + folder + "/fullchain.pem;\n" + "    ssl_certificate_key " +
           folder +
           "/privkey.pem;\n"
           "    ssl_protocols TLSv1.2 TLSv1.3;\n"
           "    client_max_body_size 100m;\n\n"
           "    location / {\n"
           "        proxy_pass http://" +
           name +
           "_proxy;\n"
           "        proxy_http_version 1.1;\n"
           "        proxy_set_header Host $host;\n"
           "        proxy_set_header X-Real-IP $remote_addr;\n"
           "        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;\n"
           "        proxy_set_header X-Forwarded-Proto $scheme;\n"
           "        proxy_set_header Upgrade $http_upgrade;\n"
           "        proxy_set_header Connection $" +
           name + "_connection;\n    }\n}\n";
}

} // namespace

std::string nginx_site(const Config& config, std::span<const std::string> certified,
                       Addresses addresses) {
    const auto name = name_of(config);
    auto out = std::string{mark};
    if (!certified.empty())
        out += to_the_proxy(name, config);
    out += plain_server(config, addresses);
    for (const auto& host : certified)
        out += tls_server(config, name, host, addresses);
    return out;
}

bool is_own_site(std::string_view text) { return text.starts_with(mark); }

} // namespace deploy
