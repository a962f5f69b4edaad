// SPDX-License-Identifier: MIT
#include "fuzz/answering_server.hpp"

#include <array>
#include <cstdlib>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/un.h>

namespace deploy::fuzz {

namespace {

void require(bool fine) {
    if (!fine)
        throw std::runtime_error{"the answering server cannot be set up"};
}

std::filesystem::path new_directory() {
    std::string name = std::filesystem::temp_directory_path() / "psyfit-test-XXXXXX";
    require(::mkdtemp(name.data()) != nullptr);
    return name;
}

/// Whether `request` is whole, its body included.
bool whole(const std::string& request) {
    const auto head = request.find("\r\n\r\n");
    if (head == std::string::npos)
        return false;
    constexpr std::string_view name = "Content-Length: ";
    const auto field = request.find(name);
    const auto body =
        field < head ? std::strtoul(request.c_str() + field + name.size(), nullptr, 10) : 0;
    return request.size() >= head + 4 + body;
}

bool read_request(const FileDescriptor& peer) {
    std::string request;
    std::array<char, 4096> chunk{};
    while (!whole(request)) {
        const auto got = ::recv(peer.get(), chunk.data(), chunk.size(), 0);
        if (got <= 0)
            return false;
        request.append(chunk.data(), static_cast<std::size_t>(got));
    }
    return true;
}

bool write_all(const FileDescriptor& peer, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = ::send(peer.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

} // namespace

AnsweringServer::AnsweringServer()
    : directory_{new_directory()}, listener_{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
    sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
    const auto path = socket().string();
    require(path.size() < sizeof address.sun_path);
    path.copy(static_cast<char*>(address.sun_path), path.size());
    require(::bind(listener_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) ==
                0 &&
            ::listen(listener_.get(), SOMAXCONN) == 0);
    thread_ = std::thread{[this] { serve(); }};
}

AnsweringServer::~AnsweringServer() {
    ::shutdown(listener_.get(), SHUT_RDWR);
    thread_.join();
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
}

void AnsweringServer::answer(std::vector<std::vector<std::string>> answers) {
    const std::scoped_lock lock{mutex_};
    answers_ = std::move(answers);
    given_ = 0;
}

std::vector<std::string> AnsweringServer::next() {
    const std::scoped_lock lock{mutex_};
    return given_ < answers_.size() ? answers_[given_++] : std::vector<std::string>{};
}

void AnsweringServer::serve() {
    for (;;) {
        const FileDescriptor peer{::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC)};
        if (!peer)
            return;
        if (!read_request(peer))
            continue;
        for (const auto& piece : next())
            if (!write_all(peer, piece))
                break;
    }
}

} // namespace deploy::fuzz
