// SPDX-License-Identifier: MIT
#include "helpers/web_server.hpp"

#include "helpers/free_port.hpp"
#include "helpers/provided.hpp"

#include <iostream>
#include <stdexcept>

namespace deploy::test {
namespace fs = std::filesystem;
namespace {

std::string block(const ServedHost& host, std::uint16_t port) {
    return "  server {\n    listen 127.0.0.1:" + std::to_string(port) + " ssl;\n    server_name " +
           host.name + ";\n    ssl_certificate " + host.identity.certificate.string() +
           ";\n    ssl_certificate_key " + host.identity.key.string() + ";\n" + host.more + "  }\n";
}

std::string configuration(const fs::path& folder, const std::vector<ServedHost>& hosts,
                          std::uint16_t port) {
    std::string out = "daemon off;\nmaster_process off;\nerror_log stderr notice;\npid " +
                      (folder / "nginx.pid").string() +
                      ";\nevents { worker_connections 64; }\nhttp {\n  access_log off;\n";
    for (const auto* kind : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"})
        out += std::string{"  "} + kind + "_temp_path " + (folder / kind).string() + ";\n";
    for (const auto& host : hosts)
        out += block(host, port);
    return out + "}\n";
}

} // namespace

fs::path unpacked_server(const std::string& path) {
    auto file = cache_folder() / "servers" / path;
    if (fs::exists(file))
        return file;
    std::cout << "[skipped] " << file.string() << " is not there; cmake/bootstrap.sh says why\n";
    return {};
}

WebServer::WebServer(const fs::path& program, const fs::path& folder,
                     const std::vector<ServedHost>& hosts) {
    port_ = free_port();
    const auto file = folder / "nginx.conf";
    write_file(file, configuration(folder, hosts, port_));
    nginx_ = std::make_unique<Program>(
        Words{program.string(), "-e", "stderr", "-p", folder.string(), "-c", file.string()});
    while (nginx_->err().find(" event method") == std::string::npos) // it listens by then
        if (nginx_->wait(std::chrono::milliseconds{2}))
            throw std::runtime_error{"nginx ended: " + nginx_->err()};
}

} // namespace deploy::test
