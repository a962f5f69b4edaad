// SPDX-License-Identifier: MIT
#pragma once
#include "support/file_descriptor.hpp"
#include <cstdint>
#include <filesystem>
#include <string>
#include <sys/types.h>
#include <thread>

namespace deploy::test {

/// A TCP socket that listens on a free port of 127.0.0.1 and, by itself, never answers.
class Listener {
public:
    Listener();
    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] int descriptor() const { return socket_.get(); }
    /// Waits for a client; negative once `shut`.
    [[nodiscard]] int accept() const;
    /// Ends every accept, now and later.
    void shut() const;

private:
    FileDescriptor socket_;
    std::uint16_t port_ = 0;
};

/// A real sshd for the user who runs the test, with keys of its own in a directory.
class SshServer {
public:
    /// Makes `host_key` and `client_key` (ed25519) in the directory, and lets the latter in.
    /// `settings` are further lines of its configuration.
    explicit SshServer(const std::filesystem::path& directory, const std::string& settings = {},
                       const std::string& address = "127.0.0.1");
    ~SshServer();
    SshServer(const SshServer&) = delete;
    SshServer& operator=(const SshServer&) = delete;

    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] std::filesystem::path client_key() const { return directory_ / "client_key"; }
    [[nodiscard]] std::string url(const std::filesystem::path& repository) const;
    /// `[127.0.0.1]:port ssh-ed25519 AAAA…`
    [[nodiscard]] std::string known_hosts_line() const;
    /// Ends every connection that there is; how many there were.
    [[nodiscard]] int cut_connections() const;
    /// The first two fields of a public key file.
    [[nodiscard]] static std::string public_key(const std::filesystem::path& file);

private:
    void start();

    std::filesystem::path directory_;
    std::string address_;
    std::uint16_t port_ = 0;
    FileDescriptor output_;
    pid_t process_ = -1;
};

/// Makes an ed25519 key pair without passphrase.
void make_ssh_key(const std::filesystem::path& file);

/// Git's own smart HTTP program behind a small HTTP server on loopback that wants a user and token.
class HttpServer {
public:
    HttpServer(std::filesystem::path root, std::string token);
    ~HttpServer();
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    [[nodiscard]] std::string url(std::string_view userinfo, std::string_view repository) const;

private:
    void serve();
    void answer(int client);

    std::filesystem::path root_;
    std::string token_;
    Listener listener_;
    std::thread thread_;
};

} // namespace deploy::test
