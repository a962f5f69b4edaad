// SPDX-License-Identifier: MIT
#include "e2e/storage_server.hpp"

#include "helpers/free_port.hpp"
#include "helpers/http_call.hpp"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>

namespace deploy::test {

namespace {

namespace fs = std::filesystem;
namespace asio = boost::asio;

fs::path program() {
    const auto variable = [](const char* name) {
        const char* value = std::getenv(name);
        return std::string{value == nullptr ? "" : value};
    };
    if (const auto cache = variable("DEPLOY_CACHE"); !cache.empty())
        return fs::path{cache} / "bin/versitygw";
    const auto cache = variable("XDG_CACHE_HOME");
    return (cache.empty() ? fs::path{variable("HOME")} / ".cache" : fs::path{cache}) /
           "psyfit-deploy/bin/versitygw";
}

bool answers(int port) {
    asio::io_context context;
    asio::ip::tcp::socket socket{context};
    boost::system::error_code failure;
    socket.connect({asio::ip::address_v4::loopback(), static_cast<std::uint16_t>(port)}, failure);
    return !failure;
}

} // namespace

bool no_storage() {
    if (fs::exists(program()))
        return false;
    std::printf("[skipped] no versitygw; cmake/bootstrap.sh says why\n");
    return true;
}

StorageServer::StorageServer() : port_{free_port()} {
    const auto address = "127.0.0.1:" + std::to_string(port_);
    fs::create_directories(folder_.path() / "data/backups");
    fs::create_directories(folder_.path() / "side");
    write_file(folder_.path() / "credentials",
               std::string{"[default]\naws_access_key_id = storage-user\n"
                           "aws_secret_access_key = "} +
                   secret + "\n");
    fs::permissions(folder_.path() / "credentials", fs::perms::owner_read);
    server_.emplace(Words{program().string(), "--port", address, "--quiet", "posix", "--sidecar",
                          (folder_.path() / "side").string(), (folder_.path() / "data").string()},
                    ProgramOptions{.environment = {{"ROOT_ACCESS_KEY", "storage-user"},
                                                   {"ROOT_SECRET_KEY", secret}}});
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes{1};
    while (!answers(port_))
        if (server_->wait(std::chrono::milliseconds{5}) ||
            std::chrono::steady_clock::now() > deadline)
            throw std::runtime_error{"the storage does not start: " + server_->err()};
}

boost::json::object StorageServer::config() const {
    return {{"url", "http://127.0.0.1:" + std::to_string(port_)},
            {"bucket", "backups"},
            {"prefix", "psyfit/"},
            {"part_size", 5},
            {"credentials_file", (folder_.path() / "credentials").string()}};
}

Words StorageServer::objects() const {
    Words out;
    const auto root = folder_.path() / "data/backups";
    for (const auto& entry : fs::recursive_directory_iterator{root})
        if (entry.is_regular_file())
            out.push_back(fs::relative(entry.path(), root).string());
    std::ranges::sort(out);
    return out;
}

} // namespace deploy::test
