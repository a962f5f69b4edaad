// SPDX-License-Identifier: MIT
#include "adapters/docker_stream.hpp"

#include "adapters/docker_client.hpp"
#include "support/stop_event.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <system_error>
#include <unistd.h>
#include <vector>

namespace deploy {
namespace {

constexpr std::size_t buffer_size = std::size_t{128} << 10U;
constexpr std::size_t longest_head = std::size_t{64} << 10U;
constexpr int head_timeout_ms = 30'000;

std::string reason() { return std::generic_category().message(errno); }

Error lost(const std::string& why) {
    return {Errc::unknown_outcome, "Docker Engine: the stream of a command was lost: " + why};
}

Result<FileDescriptor> connect_to(const std::filesystem::path& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const auto& name = path.native();
    if (name.size() >= sizeof address.sun_path)
        return Error{Errc::invalid_input, "docker.socket is longer than a socket's path may be"};
    std::copy(name.begin(), name.end(), std::begin(address.sun_path));
    FileDescriptor socket{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the form of the system call
    if (!socket ||
        ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        return Error{Errc::unreachable, "no Docker Engine answers on " + name + ": " + reason(),
                     "systemctl start docker"};
    return socket;
}

/// Waits until it can be read, at most so long.
bool readable(const FileDescriptor& socket, int milliseconds) {
    pollfd waiting{.fd = socket.get(), .events = POLLIN, .revents = 0};
    return ::poll(&waiting, 1, milliseconds) == 1;
}

Error refused(std::string_view head, std::string body) {
    const auto space = head.find(' ');
    DockerResponse response;
    response.status = space == std::string_view::npos ? 0 : std::atoi(head.data() + space + 1);
    response.body = std::move(body);
    return {Errc::precondition, "the engine says: " + response.message()};
}

} // namespace

Result<> DockerStream::send_all(std::string_view bytes) const {
    while (!bytes.empty()) {
        const auto sent = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno != EINTR)
            return lost(reason());
        bytes.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(sent, 0)));
    }
    return {};
}

Result<> DockerStream::read_head() {
    std::string text;
    std::array<char, 4096> buffer{};
    auto end = std::string::npos;
    while ((end = text.find("\r\n\r\n")) == std::string::npos) {
        if (text.size() > longest_head || !readable(socket_, head_timeout_ms))
            return lost("no answer to its beginning");
        const auto count = ::recv(socket_.get(), buffer.data(), buffer.size(), 0);
        if (count <= 0)
            return lost(count == 0 ? "the connection was closed" : reason());
        text.append(buffer.data(), static_cast<std::size_t>(count));
    }
    early_ = text.substr(end + 4);
    text.resize(end);
    if (text.starts_with("HTTP/1.1 101") || text.starts_with("HTTP/1.1 200"))
        return {};
    // A refusal is short, and the engine sends it in one piece with its head or right after it.
    if (early_.empty() && readable(socket_, head_timeout_ms))
        if (const auto count = ::recv(socket_.get(), buffer.data(), buffer.size(), 0); count > 0)
            early_.assign(buffer.data(), static_cast<std::size_t>(count));
    return refused(text, early_);
}

Result<DockerStream> DockerStream::open(const std::filesystem::path& socket,
                                        const std::string& path, const std::string& body) {
    auto connected = connect_to(socket);
    if (!connected)
        return connected.error();
    DockerStream stream{std::move(*connected)};
    const auto sent =
        stream.send_all("POST " + path +
                        " HTTP/1.1\r\nHost: docker\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n"
                        "Content-Type: application/json\r\nContent-Length: " +
                        std::to_string(body.size()) + "\r\n\r\n" + body);
    if (!sent)
        return sent.error();
    if (auto head = stream.read_head(); !head)
        return head.error();
    if (::fcntl(stream.socket_.get(), F_SETFL, O_NONBLOCK) != 0)
        return lost(reason());
    return stream;
}

/// The two directions of one exchange.
class DockerStream::Pump {
public:
    Pump(const FileDescriptor& socket, const Exchange& exchange)
        : socket_{socket}, exchange_{exchange}, in_(buffer_size), out_(buffer_size) {}

    Result<> take(std::string_view bytes) { return frames_.feed(bytes, exchange_.output); }
    Result<> begin() { return exchange_.input ? Result<>{} : close_input(); }
    [[nodiscard]] short events() const {
        return static_cast<short>(input_open_ ? POLLIN | POLLOUT : POLLIN);
    }
    Result<> write();
    /// False at the end of the stream.
    Result<bool> read();

private:
    Result<> close_input();
    Result<> refill();

    const FileDescriptor& socket_;
    const Exchange& exchange_;
    DockerFrames frames_{};
    std::vector<char> in_;  ///< From the engine.
    std::vector<char> out_; ///< To the engine.
    std::string_view pending_{};
    bool input_open_ = true;
};

Result<> DockerStream::Pump::close_input() {
    input_open_ = false;
    if (::shutdown(socket_.get(), SHUT_WR) != 0 && errno != ENOTCONN)
        return lost(reason());
    return {};
}

Result<> DockerStream::Pump::refill() {
    const auto count = exchange_.input(out_);
    if (!count)
        return count.error();
    pending_ = {out_.data(), *count};
    return *count == 0 ? close_input() : Result<>{};
}

Result<> DockerStream::Pump::write() {
    if (pending_.empty())
        if (auto filled = refill(); !filled || !input_open_)
            return filled;
    const auto sent = ::send(socket_.get(), pending_.data(), pending_.size(), MSG_NOSIGNAL);
    if (sent >= 0)
        pending_.remove_prefix(static_cast<std::size_t>(sent));
    else if (errno == EPIPE || errno == ECONNRESET)
        input_open_ = false; // the program has ended; its exit code tells why
    else if (errno != EAGAIN && errno != EINTR)
        return lost(reason());
    return {};
}

Result<bool> DockerStream::Pump::read() {
    const auto count = ::recv(socket_.get(), in_.data(), in_.size(), 0);
    if (count < 0 && (errno == EAGAIN || errno == EINTR))
        return true;
    if (count < 0)
        return lost(reason());
    if (count == 0)
        return frames_.complete() ? Result<bool>{false} : lost("it ended amid a frame");
    if (auto taken = take({in_.data(), static_cast<std::size_t>(count)}); !taken)
        return taken.error();
    return true;
}

Result<> DockerStream::exchange(const Exchange& exchange) {
    Pump pump{socket_, exchange};
    const StopEvent stopped{exchange.stop};
    if (auto begun = pump.begin(); !begun)
        return begun;
    if (auto taken = pump.take(early_); !taken)
        return taken;
    while (true) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
            exchange.deadline - std::chrono::steady_clock::now());
        if (left.count() <= 0)
            return Error{Errc::timed_out, "it took longer than it may"};
        std::array<pollfd, 2> waiting{
            pollfd{.fd = socket_.get(), .events = pump.events(), .revents = 0},
            pollfd{.fd = stopped.handle(), .events = POLLIN, .revents = 0}};
        if (::poll(waiting.data(), waiting.size(),
                   static_cast<int>(std::min<std::int64_t>(left.count(), 60'000))) < 0 &&
            errno != EINTR)
            return lost(reason());
        if (waiting[1].revents != 0)
            return Error{Errc::cancelled, "it was stopped"};
        if ((waiting[0].revents & POLLOUT) != 0)
            if (auto written = pump.write(); !written)
                return written;
        if ((waiting[0].revents & (POLLIN | POLLHUP | POLLERR)) != 0) {
            const auto more = pump.read();
            if (!more)
                return more.error();
            if (!*more)
                return {};
        }
    }
}

} // namespace deploy
