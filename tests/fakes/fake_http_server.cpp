// SPDX-License-Identifier: MIT
#include "fakes/fake_http_server.hpp"
#include "support/file_descriptor.hpp"
#include <arpa/inet.h>
#include <array>
#include <cstdlib>
#include <list>
#include <mutex>
#include <netinet/in.h>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/un.h>
#include <thread>

namespace deploy::test {

namespace {

void require(bool fine) {
    if (!fine)
        throw std::system_error{errno, std::generic_category(), "fake HTTP server"};
}

const sockaddr* generic(const void* address) { return static_cast<const sockaddr*>(address); }

/// The bytes of `buffer` that make up one whole request; 0 while it is not complete.
std::size_t request_length(const std::string& buffer) {
    const auto head = buffer.find("\r\n\r\n");
    if (head == std::string::npos)
        return 0;
    constexpr std::string_view name = "Content-Length: ";
    const auto field = buffer.find(name);
    const auto body =
        field < head ? std::strtoul(buffer.c_str() + field + name.size(), nullptr, 10) : 0;
    const auto whole = head + 4 + body;
    return buffer.size() < whole ? 0 : whole;
}

class Server : public FakeHttpServer {
public:
    Server(Handler handler, std::filesystem::path directory, FileDescriptor listener,
           std::uint16_t port)
        : handler_{std::move(handler)},
          directory_{std::move(directory)},
          port_{port},
          listener_{std::move(listener)},
          accepting_{[this] { accept_all(); }} {}

    ~Server() override {
        shutdown(listener_.get(), SHUT_RDWR);
        accepting_.join();
        {
            const std::scoped_lock lock{mutex_};
            for (const auto& each : connections_)
                shutdown(each.get(), SHUT_RDWR);
        }
        serving_.clear();
        if (!directory_.empty())
            std::filesystem::remove_all(directory_);
    }

    [[nodiscard]] std::filesystem::path socket() const override { return directory_ / "http.sock"; }
    [[nodiscard]] std::uint16_t port() const override { return port_; }
    [[nodiscard]] std::vector<std::string> requests() const override {
        const std::scoped_lock lock{mutex_};
        return requests_;
    }
    [[nodiscard]] int connections() const override {
        const std::scoped_lock lock{mutex_};
        return static_cast<int>(connections_.size());
    }

private:
    void accept_all() {
        for (;;) {
            FileDescriptor peer{accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC)};
            if (!peer)
                return;
            const std::scoped_lock lock{mutex_};
            const int number = peer.get();
            connections_.push_back(std::move(peer));
            serving_.emplace_back([this, number] { serve(number); });
        }
    }

    void serve(int peer) {
        std::string buffer;
        std::array<char, 4096> piece{};
        for (;;) {
            while (request_length(buffer) == 0) {
                const auto count = recv(peer, piece.data(), piece.size(), 0);
                if (count <= 0)
                    return;
                buffer.append(piece.data(), static_cast<std::size_t>(count));
            }
            const auto length = request_length(buffer);
            if (!react(peer, buffer.substr(0, length)))
                return;
            buffer.erase(0, length);
        }
    }

    /// Whether the connection goes on.
    bool react(int peer, const std::string& request) {
        Reaction reaction;
        {
            const std::scoped_lock lock{mutex_};
            requests_.push_back(request);
            reaction = handler_(request);
        }
        send(peer, reaction.bytes.data(), reaction.bytes.size(), MSG_NOSIGNAL);
        const linger at_once{.l_onoff = 1, .l_linger = 0};
        switch (reaction.then) {
        case Reaction::Then::keep:
        case Reaction::Then::hang: return reaction.then == Reaction::Then::keep || hang(peer);
        case Reaction::Then::reset:
            setsockopt(peer, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
            break;
        case Reaction::Then::close: break;
        }
        shutdown(peer, SHUT_RDWR);
        return false;
    }

    static bool hang(int peer) {
        char byte = 0;
        static_cast<void>(recv(peer, &byte, 1, 0));
        return false;
    }

    Handler handler_;
    std::filesystem::path directory_;
    std::uint16_t port_;
    FileDescriptor listener_;
    mutable std::mutex mutex_;
    std::vector<std::string> requests_;
    std::list<FileDescriptor> connections_;
    std::list<std::jthread> serving_;
    std::jthread accepting_;
};

} // namespace

std::string http_answer(int status, std::string_view body, std::string_view more_headers) {
    std::string text = "HTTP/1.1 " + std::to_string(status) +
                       " Status\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
    return text.append(more_headers).append("\r\n").append(body);
}

std::unique_ptr<FakeHttpServer> FakeHttpServer::on_unix_socket(Handler handler) {
    std::string directory = (std::filesystem::temp_directory_path() / "fake-http-XXXXXX").string();
    require(mkdtemp(directory.data()) != nullptr);
    FileDescriptor listener{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
    const auto path = directory + "/http.sock";
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    require(bind(listener.get(), generic(&address), sizeof address) == 0);
    require(listen(listener.get(), SOMAXCONN) == 0);
    return std::make_unique<Server>(std::move(handler), directory, std::move(listener), 0);
}

std::unique_ptr<FakeHttpServer> FakeHttpServer::on_loopback(Handler handler) {
    FileDescriptor listener{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    sockaddr_in address{.sin_family = AF_INET,
                        .sin_port = 0,
                        .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)},
                        .sin_zero = {}};
    socklen_t size = sizeof address;
    require(bind(listener.get(), generic(&address), size) == 0);
    require(listen(listener.get(), SOMAXCONN) == 0);
    void* out = &address;
    require(getsockname(listener.get(), static_cast<sockaddr*>(out), &size) == 0);
    return std::make_unique<Server>(std::move(handler), "", std::move(listener),
                                    ntohs(address.sin_port));
}

} // namespace deploy::test
