// SPDX-License-Identifier: MIT
// One HTTP answer of the other side, as raw bytes: the same result in whatever pieces it comes, no
// more of it than asked for, and never a success when the end is missing. The input: a byte of
// options, where to cut, the lengths of the pieces, then the answer.
#include "fuzz/answering_server.hpp"
#include "fuzz/input.hpp"
#include "fuzz/targets.hpp"
#include "support/http.hpp"

#include <doctest/doctest.h>

namespace deploy::fuzz {

namespace {

constexpr std::size_t most = 512;

HttpResult fetch(const std::vector<std::string_view>& answer, unsigned options) {
    static AnsweringServer server;
    server.answer({{answer.begin(), answer.end()}});
    HttpSession session;
    HttpRequest request{.method = (options & 1U) != 0 ? "POST" : "GET",
                        .url = "http://service/",
                        .unix_socket = server.socket().string(),
                        .max_body = most};
    if (request.method == "POST")
        request.body = "{}";
    if ((options & 2U) != 0)
        request.overflow = Overflow::truncate;
    if ((options & 4U) != 0)
        request.connection = Connection::fresh;
    return session.exchange(request);
}

void check_same(const HttpResult& whole, const HttpResult& pieced) {
    REQUIRE(whole.has_value() == pieced.has_value());
    if (!whole) {
        CHECK(whole.error().kind == pieced.error().kind);
        CHECK(whole.error().sent);
        return;
    }
    CHECK(whole->status == pieced->status);
    CHECK(whole->headers == pieced->headers);
    CHECK(whole->body == pieced->body);
    CHECK(whole->body.size() <= most);
    CHECK(whole->headers.size() <= 256);
}

bool tells_its_end(const HttpReply& reply) {
    return reply.headers.contains("content-length") || reply.headers.contains("transfer-encoding");
}

/// The start of an answer that tells its own end.
void check_start(const HttpResult& whole, const HttpResult& start) {
    if (!whole || !start || !tells_its_end(*whole))
        return;
    CHECK(start->status == whole->status);
    CHECK_MESSAGE(start->body == whole->body, "a body that was cut short is no success");
}

} // namespace

void http_answer(std::string_view bytes) {
    Input input{bytes};
    const unsigned options = input.byte();
    const auto cut = input.below(2048);
    const auto cuts = input.line();
    const auto answer = input.rest();

    const auto whole = fetch({answer}, options);
    // libcurl refuses a NUL in a header or not, as the pieces happen to come.
    if (answer.find('\0') < answer.find("\r\n\r\n"))
        return;
    check_same(whole, fetch(pieces(answer, cuts), options));
    check_start(whole, fetch({answer.substr(0, cut)}, options));
}

} // namespace deploy::fuzz
