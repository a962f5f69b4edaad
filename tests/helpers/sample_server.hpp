// SPDX-License-Identifier: MIT
#pragma once
#include "sample_pages.hpp"
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <set>

namespace sample {

/// An HTTP/1.1 server, a thread a connection.
class Server {
public:
    explicit Server(const Behaviour& behaviour) : behaviour_{behaviour}, pages_{behaviour} {}

    /// Accepts connections until `drain`, from a thread of its own; a port that cannot be bound
    /// ends the process with 71.
    void listen();
    /// Takes no new connections, lets each request under way be answered, closes the idle ones.
    /// False when some were still under way after `patience`.
    bool drain(std::chrono::milliseconds patience);

private:
    using Socket = boost::asio::ip::tcp::socket;
    void converse(Socket socket);
    void exchange(Socket& socket);
    void chat(Socket& socket, const Request& request);
    void tell_events(Socket& socket);
    bool enter(int handle);
    void leave(int handle);

    const Behaviour& behaviour_;
    Pages pages_;
    boost::asio::io_context context_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool draining_ = false;
    int listener_ = -1;
    std::set<int> connections_; // Their sockets, while a thread serves them.
};

} // namespace sample
