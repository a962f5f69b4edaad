// SPDX-License-Identifier: MIT
#include "e2e/socket_chat.hpp"
#include <algorithm>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/websocket.hpp>

namespace deploy::test {
namespace asio = boost::asio;
namespace beast = boost::beast;
namespace {

using namespace std::chrono_literals;
using steady_clock = std::chrono::steady_clock;
constexpr auto pause = 20ms;
constexpr std::uint16_t http_port = 80;

} // namespace

SocketChat::SocketChat(std::string address, std::string host)
    : address_{std::move(address)},
      host_{std::move(host)},
      client_{[this](const std::stop_token& stop) { chat(stop); }} {}

SocketChat::~SocketChat() { stop(); }

void SocketChat::chat(const std::stop_token& stop) {
    while (!stop.stop_requested())
        talk(stop);
}

/// One connection, until it is cut or no more is wanted.
void SocketChat::talk(const std::stop_token& stop) {
    asio::io_context context;
    beast::websocket::stream<asio::ip::tcp::socket> stream{context};
    boost::system::error_code error;
    stream.next_layer().connect({asio::ip::make_address(address_), http_port}, error);
    if (!error)
        stream.handshake(host_, "/socket", error);
    if (error) {
        ++report_.failed_tries;
        std::this_thread::sleep_for(pause);
        return;
    }
    while (!error && !stop.stop_requested()) {
        stream.write(asio::buffer(std::to_string(report_.messages)), error);
        beast::flat_buffer answer;
        if (!error)
            stream.read(answer, error);
        if (!error)
            said(beast::buffers_to_string(answer.data()));
        std::this_thread::sleep_for(pause);
    }
    if (error) {
        ++report_.cuts;
        cut_at_ = steady_clock::now();
    }
}

void SocketChat::said(const std::string& answer) {
    ++report_.messages;
    report_.last_said = answer;
    if (cut_at_ == steady_clock::time_point{})
        return;
    report_.longest_away =
        std::max(report_.longest_away,
                 std::chrono::ceil<std::chrono::milliseconds>(steady_clock::now() - cut_at_));
    cut_at_ = {};
}

SocketChat::Report SocketChat::stop() {
    if (client_.joinable()) {
        client_.request_stop();
        client_.join();
    }
    return report_;
}

} // namespace deploy::test
