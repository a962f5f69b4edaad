// SPDX-License-Identifier: MIT
#pragma once
#include "helpers/certificates.hpp"
#include "helpers/program.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace deploy::test {

/// A server that cmake/bootstrap.sh unpacked for the tests; empty, with one line that says so and
/// that tests/run.sh counts as a skipped test, where it is not there.
std::filesystem::path unpacked_server(const std::string& path);

/// A host of the web server.
struct ServedHost {
    std::string name;
    Identity identity;
    std::string more{}; ///< Further lines of its block.
};

/// A real Nginx with TLS on a port of loopback. Each name that ends with `.localhost` leads there.
class WebServer {
public:
    /// `program` is Nginx, as `unpacked_server` gives it. The first host is the default.
    WebServer(const std::filesystem::path& program, const std::filesystem::path& folder,
              const std::vector<ServedHost>& hosts);

    [[nodiscard]] std::uint16_t port() const { return port_; }

private:
    std::uint16_t port_ = 0;
    std::unique_ptr<Program> nginx_;
};

} // namespace deploy::test
