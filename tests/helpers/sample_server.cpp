// SPDX-License-Identifier: MIT
#include "sample_server.hpp"
#include <boost/asio/write.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/websocket.hpp>
#include <cstdlib>
#include <iostream>
#include <sys/socket.h>
#include <thread>

namespace sample {
namespace http = boost::beast::http;
using boost::asio::ip::tcp;

bool Server::enter(int handle) {
    const std::scoped_lock lock{mutex_};
    if (!draining_)
        connections_.insert(handle);
    return !draining_;
}

void Server::leave(int handle) {
    const std::scoped_lock lock{mutex_};
    connections_.erase(handle);
    changed_.notify_all();
}

void Server::exchange(Socket& socket) {
    boost::beast::flat_buffer buffer;
    boost::system::error_code error;
    while (!error) {
        http::request_parser<http::string_body> parser;
        parser.body_limit(std::uint64_t{64} << 20U);
        http::read(socket, buffer, parser, error);
        if (error)
            return;
        if (boost::beast::websocket::is_upgrade(parser.get()))
            return chat(socket, parser.get());
        if (parser.get().target() == "/events")
            return tell_events(socket);
        auto response = pages_.answer(parser.get());
        {
            const std::scoped_lock lock{mutex_};
            response.keep_alive(response.keep_alive() && !draining_);
        }
        http::write(socket, response, error);
        if (!response.keep_alive())
            return;
    }
}

// Says each message back, with the version that says it.
void Server::chat(Socket& socket, const Request& request) {
    boost::system::error_code error;
    boost::beast::websocket::stream<Socket&> stream{socket};
    stream.accept(request, error);
    const std::string version{behaviour_.reported_version()};
    while (!error) {
        boost::beast::flat_buffer message;
        stream.read(message, error);
        if (!error)
            stream.write(boost::asio::buffer(version + " " +
                                             boost::beast::buffers_to_string(message.data())),
                         error);
    }
}

// Server-sent events, each with the version that tells it, until the peer has gone or it drains.
void Server::tell_events(Socket& socket) {
    constexpr std::string_view head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                                      "Cache-Control: no-store\r\nConnection: close\r\n\r\n";
    boost::system::error_code error;
    boost::asio::write(socket, boost::asio::buffer(head), error);
    const auto event = "data: " + std::string{behaviour_.reported_version()} + " lives\n\n";
    bool ends = false;
    while (!error && !ends) {
        boost::asio::write(socket, boost::asio::buffer(event), error);
        std::unique_lock lock{mutex_};
        ends = changed_.wait_for(lock, std::chrono::milliseconds{20}, [&] { return draining_; });
    }
}

void Server::converse(Socket socket) {
    const int handle = socket.native_handle();
    if (!enter(handle))
        return;
    boost::system::error_code ignored;
    socket.set_option(tcp::no_delay{true}, ignored);
    if (behaviour_.is("hang"))
        std::this_thread::sleep_for(std::chrono::hours{1});
    exchange(socket);
    // What the peer has sent meanwhile must not turn the answer into a reset.
    socket.shutdown(tcp::socket::shutdown_send, ignored);
    leave(handle);
}

void Server::listen() {
    boost::system::error_code error;
    tcp::acceptor acceptor{context_};
    acceptor.open(tcp::v4(), error);
    acceptor.set_option(tcp::acceptor::reuse_address{true}, error);
    acceptor.bind({tcp::v4(), behaviour_.port}, error);
    if (!error)
        acceptor.listen(1024, error);
    if (error) {
        std::cerr << "sample: port " << behaviour_.port << ": " << error.message() << std::endl;
        std::_Exit(71);
    }
    {
        const std::scoped_lock lock{mutex_};
        listener_ = acceptor.native_handle();
    }
    std::cout << "sample " << behaviour_.version << " listening on " << behaviour_.port
              << std::endl;
    while (!error) {
        Socket socket{context_};
        acceptor.accept(socket, error);
        if (!error)
            std::thread{&Server::converse, this, std::move(socket)}.detach();
    }
}

bool Server::drain(std::chrono::milliseconds patience) {
    std::unique_lock lock{mutex_};
    draining_ = true;
    changed_.notify_all();
    if (listener_ >= 0)
        ::shutdown(listener_, SHUT_RDWR);
    for (const int handle : connections_)
        ::shutdown(handle, SHUT_RD);
    return changed_.wait_for(lock, patience, [&] { return connections_.empty(); });
}

} // namespace sample
