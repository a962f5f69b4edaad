// SPDX-License-Identifier: MIT
#include "e2e/storage_server.hpp"

#include "helpers/free_port.hpp"
#include "helpers/http_call.hpp"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>

namespace deploy::test {

namespace {

namespace fs = std::filesystem;
namespace asio = boost::asio;
namespace json = boost::json;

constexpr auto appender = "storage-appender";

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

/// What the configuration's `credentials_file` names.
fs::path write_credentials(const fs::path& file, const std::string& access,
                           const std::string& key) {
    write_file(file, "[default]\naws_access_key_id = " + access +
                         "\naws_secret_access_key = " + key + "\n");
    fs::permissions(file, fs::perms::owner_read);
    return file;
}

/// A second user, whom the bucket's policy lets do everything but remove.
void add_appender(const fs::path& folder) {
    const json::object user{{"access", appender}, {"secret", StorageServer::secret},
                            {"role", "user"},     {"userID", 0},
                            {"groupID", 0},       {"projectID", 0}};
    write_file(folder / "users/users.json",
               json::serialize(json::object{{"accessAccounts", {{appender, user}}}}));
    const json::object may{{"Effect", "Allow"},
                           {"Principal", json::array{appender}},
                           {"Action", {"s3:PutObject", "s3:GetObject", "s3:ListBucket"}},
                           {"Resource", {"arn:aws:s3:::backups", "arn:aws:s3:::backups/*"}}};
    write_file(folder / "side/backups/meta/policy",
               json::serialize(json::object{{"Statement", json::array{may}}}));
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
    add_appender(folder_.path());
    write_credentials(folder_.path() / "credentials", "storage-user", secret);
    server_.emplace(Words{program().string(), "--port", address, "--quiet", "--iam-dir",
                          (folder_.path() / "users").string(), "posix", "--sidecar",
                          (folder_.path() / "side").string(), (folder_.path() / "data").string()},
                    ProgramOptions{.environment = {{"ROOT_ACCESS_KEY", "storage-user"},
                                                   {"ROOT_SECRET_KEY", secret}}});
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes{1};
    while (!answers(port_))
        if (server_->wait(std::chrono::milliseconds{5}) ||
            std::chrono::steady_clock::now() > deadline)
            throw std::runtime_error{"the storage does not start: " + server_->err()};
}

json::object StorageServer::config() const {
    return {{"url", "http://127.0.0.1:" + std::to_string(port_)},
            {"bucket", "backups"},
            {"prefix", "psyfit/"},
            {"part_size", 5},
            {"credentials_file", (folder_.path() / "credentials").string()}};
}

json::object StorageServer::config_without_removal() const {
    auto out = config();
    out["credentials_file"] =
        write_credentials(folder_.path() / "appender", appender, secret).string();
    return out;
}

void StorageServer::store(const std::string& name, std::string_view content) const {
    write_file(folder_.path() / "data/backups" / name, content);
}

std::string StorageServer::content(const std::string& name) const {
    return read_file(folder_.path() / "data/backups" / name);
}

std::string StorageServer::tag(const std::string& name) const {
    return read_file(folder_.path() / "side/backups" / name / "meta/etag");
}

void StorageServer::freeze() { server_->send_signal(SIGSTOP); }
void StorageServer::thaw() { server_->send_signal(SIGCONT); }

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
