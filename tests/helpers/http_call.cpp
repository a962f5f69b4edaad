// SPDX-License-Identifier: MIT
#include "helpers/http_call.hpp"
#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <cctype>

namespace deploy::test {
namespace beast = boost::beast;

namespace {

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

HttpAnswer read_answer(beast::tcp_stream& stream) {
    beast::flat_buffer buffer;
    beast::http::response_parser<beast::http::string_body> parser;
    parser.body_limit(std::uint64_t{64} << 20U);
    beast::error_code error;
    beast::http::read(stream, buffer, parser, error);
    if (error)
        return {};
    HttpAnswer answer{static_cast<int>(parser.get().result_int()), {}, parser.get().body()};
    for (const auto& field : parser.get())
        answer.headers[lower(std::string{field.name_string()})] = std::string{field.value()};
    return answer;
}

} // namespace

HttpAnswer http(const HttpCall& call) {
    boost::asio::io_context context;
    beast::tcp_stream stream{context};
    beast::error_code error;
    stream.connect({boost::asio::ip::address_v4::loopback(), call.port}, error);
    if (error)
        return {};
    beast::http::request<beast::http::string_body> request;
    request.method_string(call.method);
    request.target(call.path);
    request.set(beast::http::field::host, call.host);
    request.keep_alive(false);
    request.body() = call.body;
    request.prepare_payload();
    beast::http::write(stream, request, error);
    return error ? HttpAnswer{} : read_answer(stream);
}

} // namespace deploy::test
