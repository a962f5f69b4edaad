// SPDX-License-Identifier: MIT
#pragma once
#include "kill/relay.hpp"
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <functional>
#include <future>
#include <string>

namespace deploy::test {

/// One side of a connection, for tests that spell out every byte.
class Peer {
public:
    using Socket = boost::asio::local::stream_protocol::socket;
    explicit Peer(Socket socket) : socket_{std::move(socket)} {}

    /// An error shows as what is not received.
    void send(std::string_view bytes) {
        boost::system::error_code ignored;
        boost::asio::write(socket_, boost::asio::buffer(bytes), ignored);
    }
    /// What comes up to `end`; less when the other side ends first.
    std::string receive_until(const std::string& end) {
        boost::system::error_code error;
        const auto count =
            boost::asio::read_until(socket_, boost::asio::dynamic_buffer(buffer_), end, error);
        return take(error ? buffer_.size() : count);
    }
    /// All that comes until the other side ends.
    std::string receive_all() {
        boost::system::error_code error;
        boost::asio::read(socket_, boost::asio::dynamic_buffer(buffer_), error);
        return take(buffer_.size());
    }
    /// Says that nothing more is sent.
    void end() {
        boost::system::error_code ignored;
        socket_.shutdown(Socket::shutdown_send, ignored);
    }
    /// Everything ever received.
    [[nodiscard]] const std::string& received() const { return received_; }

private:
    std::string take(std::size_t count) {
        auto taken = buffer_.substr(0, count);
        buffer_.erase(0, count);
        received_ += taken;
        return taken;
    }

    Socket socket_;
    std::string buffer_;
    std::string received_;
};

/// A Docker Engine that takes one connection and follows a script.
class ScriptedEngine {
public:
    using Script = std::function<void(Peer&)>;

    ScriptedEngine(const std::filesystem::path& socket, Script script)
        : acceptor_{io_, boost::asio::local::stream_protocol::endpoint{socket.string()}},
          received_{std::async(std::launch::async, [this, script = std::move(script)] {
              Peer peer{acceptor_.accept()};
              script(peer);
              peer.end();
              return peer.received();
          })} {}

    /// Waits for the end of the script; what it received then.
    std::string received() { return received_.get(); }

private:
    boost::asio::io_context io_;
    boost::asio::local::stream_protocol::acceptor acceptor_;
    std::future<std::string> received_;
};

inline boost::asio::io_context peers; ///< Of every peer that connects.

inline Peer connect_to(const std::filesystem::path& socket) {
    Peer::Socket connected{peers};
    connected.connect(boost::asio::local::stream_protocol::endpoint{socket.string()});
    return Peer{std::move(connected)};
}

} // namespace deploy::test
