// SPDX-License-Identifier: MIT
#include "adapters/docker_client.hpp"
#include "fakes/fake_http_server.hpp"
#include "helpers/result_text.hpp"
#include <doctest/doctest.h>
#include <thread>

using namespace deploy;
using deploy::test::FakeHttpServer;
using deploy::test::http_answer;
using deploy::test::Reaction;
using Then = deploy::test::Reaction::Then;

namespace {

std::string ping_answer(const std::string& version) {
    return "HTTP/1.1 200 OK\r\nApi-Version: " + version + "\r\nContent-Length: 2\r\n\r\nOK";
}

/// An engine that negotiates well, and does `then` with every other request.
std::unique_ptr<FakeHttpServer> engine(std::function<Reaction(const std::string&)> then) {
    return FakeHttpServer::on_unix_socket([then = std::move(then)](const std::string& request) {
        if (request.starts_with("GET /_ping "))
            return Reaction{ping_answer("1.43"), Then::keep};
        return then(request);
    });
}

std::unique_ptr<FakeHttpServer> engine(Reaction reaction) {
    return engine([reaction = std::move(reaction)](const std::string&) { return reaction; });
}

Result<std::string> negotiated(const std::string& body) {
    const auto server = FakeHttpServer::on_unix_socket(
        [&](const std::string&) { return Reaction{http_answer(200, body)}; });
    return DockerClient{server->socket()}.api_version();
}

const DockerRequest change{.method = "POST", .path = "/containers/x/start"};

std::string first_line(const std::string& request) { return request.substr(0, request.find('\r')); }

} // namespace

TEST_CASE("the engine's API version is used, capped at what this program knows") {
    CHECK(negotiated(R"({"ApiVersion":"1.41"})").value() == "1.41");
    CHECK(negotiated(R"({"ApiVersion":"1.52","MinAPIVersion":"1.44"})").value() == "1.50");
}

TEST_CASE(
    "one short question suffices for the API version, unless the engine is newer than we know") {
    std::string theirs = "1.43";
    const auto server = FakeHttpServer::on_unix_socket([&](const std::string& request) {
        return Reaction{request.starts_with("GET /_ping ")
                            ? ping_answer(theirs)
                            : http_answer(200, R"({"ApiVersion":"1.60","MinAPIVersion":"1.52"})")};
    });

    CHECK(DockerClient{server->socket()}.api_version().value() == "1.43");
    CHECK(server->requests().size() == 1);
    theirs = "1.60";
    CHECK(DockerClient{server->socket()}.api_version().error().is(Errc::precondition));
}

TEST_CASE("an engine too old, too new or mute is told so") {
    CHECK(negotiated(R"({"ApiVersion":"1.40"})").error().is(Errc::precondition));
    CHECK(negotiated(R"({"ApiVersion":"1.9"})").error().is(Errc::precondition));
    CHECK(
        negotiated(R"({"ApiVersion":"2.1","MinAPIVersion":"2.0"})").error().is(Errc::precondition));
    CHECK(negotiated(R"({"ApiVersion":"x"})").error().is(Errc::corrupt));
    CHECK(negotiated("[]").error().is(Errc::corrupt));
    CHECK(negotiated("nonsense").error().is(Errc::corrupt));
}

TEST_CASE("no engine is unreachable and names the socket and the way to start it") {
    const auto error = DockerClient{"/nowhere/docker.sock"}.send(change).error();

    CHECK(error.is(Errc::unreachable));
    CHECK(error.message == "no Docker Engine answers on /nowhere/docker.sock");
    CHECK(error.fix == "systemctl start docker");
}

TEST_CASE("a body is sent as JSON on the versioned path") {
    const auto server = engine(Reaction{http_answer(201, R"({"Id":"7"})")});
    DockerClient client{server->socket()};

    const auto answer = client.send({.method = "POST",
                                     .path = "/containers/create",
                                     .body = boost::json::object{{"Env", {"A=\n\"$ä"}}}});

    REQUIRE(answer);
    CHECK(answer->status == 201);
    const auto request = server->requests().back();
    CHECK(first_line(request) == "POST /v1.43/containers/create HTTP/1.1");
    CHECK(request.find("Content-Type: application/json") != std::string::npos);
    CHECK(request.ends_with(R"({"Env":["A=\n\"$ä"]})"));
}

TEST_CASE("reads share one connection; a change gets a new one, so that it is never sent twice") {
    const auto server = engine(Reaction{http_answer(200, "{}"), Then::keep});
    DockerClient client{server->socket()};

    REQUIRE(client.send({.path = "/info"}));
    REQUIRE(client.send({.path = "/info"}));
    CHECK(server->connections() == 1);
    REQUIRE(client.send(change));

    CHECK(server->connections() == 2);
}

TEST_CASE("a read on a connection that the engine has closed is sent again") {
    const auto server = engine(Reaction{http_answer(200, "{}"), Then::close});
    DockerClient client{server->socket()};

    REQUIRE(client.send({.path = "/info"}));
    CHECK(client.send({.path = "/info"}));
}

TEST_CASE("an answer that is lost, or cut short at any byte, leaves the outcome unknown") {
    const std::string chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                                "11\r\n{\"Id\":\"01234567\"}\r\n0\r\n\r";

    for (const auto& whole : {http_answer(200, R"({"Id":"0123456789"})"), chunked})
        for (const auto then : {Then::close, Then::reset})
            for (std::size_t kept = 0; kept < whole.size(); ++kept) {
                CAPTURE(kept);
                const auto server = engine(Reaction{whole.substr(0, kept), then});
                const auto answer = DockerClient{server->socket()}.send(change);
                REQUIRE_FALSE(answer);
                CHECK(answer.error().is(Errc::unknown_outcome));
            }
}

TEST_CASE("bytes that are not HTTP leave the outcome unknown") {
    const auto server = engine(Reaction{"SSH-2.0-OpenSSH\r\n\r\n"});

    CHECK(DockerClient{server->socket()}.send(change).error().is(Errc::unknown_outcome));
}

TEST_CASE("no answer in time is unknown for a change and timed out for a read") {
    const auto server = engine(Reaction{"", Then::hang});
    DockerClient client{server->socket()};
    auto read = DockerRequest{.path = "/info", .timeout = std::chrono::milliseconds{50}};
    auto write = change;
    write.timeout = read.timeout;

    CHECK(client.send(read).error().is(Errc::timed_out));
    CHECK(client.send(write).error().is(Errc::unknown_outcome));
}

TEST_CASE("a request under way ends when asked to stop") {
    std::stop_source stop;
    const auto server = engine([&](const std::string&) {
        stop.request_stop();
        return Reaction{"", Then::hang};
    });
    DockerClient client{server->socket()};

    CHECK(client.send({.path = "/events", .stop = stop.get_token()}).error().is(Errc::cancelled));
}

TEST_CASE("an answer beyond the bound is refused, also when it lies about its length") {
    const std::string body(2000, 'x');
    const auto server = engine([&](const std::string& request) {
        const bool lie = request.find("/lie") != std::string::npos;
        return Reaction{lie ? "HTTP/1.1 200 OK\r\n\r\n" + body : http_answer(200, body)};
    });
    DockerClient client{server->socket()};

    CHECK(client.send({.path = "/x", .max_body = 1000}).error().is(Errc::corrupt));
    CHECK(client.send({.path = "/lie", .max_body = 1000}).error().is(Errc::corrupt));
    CHECK(client.send({.method = "POST", .path = "/x", .max_body = 1000})
              .error()
              .is(Errc::unknown_outcome));
    CHECK(client.send({.path = "/x", .max_body = 2000}).value().body == body);
}

TEST_CASE("an HTTP error is a response with the engine's own words") {
    const auto server = engine(Reaction{http_answer(500, R"({"message":"disk full"})")});
    DockerClient client{server->socket()};

    const auto answer = client.send(change);

    REQUIRE(answer);
    CHECK_FALSE(answer->ok());
    CHECK(answer->message() == "disk full");
    CHECK(DockerResponse{.status = 502, .body = "<html>\n"}.message() == "<html>");
    CHECK(DockerResponse{.status = 502}.message() == "HTTP status 502");
    CHECK(DockerResponse{.body = "{"}.json().error().is(Errc::corrupt));
}
