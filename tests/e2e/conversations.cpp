// SPDX-License-Identifier: MIT
#include "e2e/returning_client.hpp"
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/websocket.hpp>
#include <istream>
#include <string_view>

namespace deploy::test {
namespace asio = boost::asio;
namespace beast = boost::beast;
namespace {

using namespace std::chrono_literals;
using End = Conversation::End;
using asio::ip::tcp;
constexpr auto between_messages = 20ms;
constexpr std::uint16_t http_port = 80;

tcp::endpoint web_port(const std::string& address) {
    return {asio::ip::make_address(address), http_port};
}

End chat(const std::string& address, const std::string& host, const std::stop_token& stop,
         const Conversation::Heard& heard) {
    asio::io_context context;
    beast::websocket::stream<tcp::socket> stream{context};
    boost::system::error_code error;
    stream.next_layer().connect(web_port(address), error);
    if (!error)
        stream.handshake(host, "/socket", error);
    if (error)
        return End::not_connected;
    for (int number = 0; !error && !stop.stop_requested(); ++number) {
        stream.write(asio::buffer(std::to_string(number)), error);
        beast::flat_buffer answer;
        if (!error)
            stream.read(answer, error);
        if (!error)
            heard(beast::buffers_to_string(answer.data()));
        std::this_thread::sleep_for(between_messages);
    }
    return error ? End::cut : End::left;
}

/// The next line without its end; empty at an empty line and at the end of the stream.
std::string next_line(tcp::socket& socket, asio::streambuf& read,
                      boost::system::error_code& error) {
    asio::read_until(socket, read, '\n', error);
    std::string line;
    if (!error)
        std::getline(std::istream{&read}, line);
    if (line.ends_with('\r'))
        line.pop_back();
    return line;
}

// What frames the body, the sizes of its chunks, is no line that begins as an event does.
End listen(const std::string& address, const std::string& host, const std::stop_token& stop,
           const Conversation::Heard& heard) {
    constexpr std::string_view event = "data: ";
    asio::io_context context;
    tcp::socket socket{context};
    asio::streambuf read;
    boost::system::error_code error;
    socket.connect(web_port(address), error);
    if (!error)
        asio::write(socket, asio::buffer("GET /events HTTP/1.1\r\nHost: " + host + "\r\n\r\n"),
                    error);
    if (error || next_line(socket, read, error) != "HTTP/1.1 200 OK")
        return End::not_connected;
    while (!error && !stop.stop_requested())
        if (const auto line = next_line(socket, read, error); line.starts_with(event))
            heard(line.substr(event.size()));
    return error ? End::cut : End::left;
}

} // namespace

Conversation socket_chat(std::string address, std::string host) {
    return {[address = std::move(address), host = std::move(host)](
                const std::stop_token& stop, const Conversation::Heard& heard) {
        return chat(address, host, stop, heard);
    }};
}

Conversation event_stream(std::string address, std::string host) {
    return {[address = std::move(address), host = std::move(host)](
                const std::stop_token& stop, const Conversation::Heard& heard) {
        return listen(address, host, stop, heard);
    }};
}

} // namespace deploy::test
