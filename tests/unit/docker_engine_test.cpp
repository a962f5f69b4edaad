// SPDX-License-Identifier: MIT
#include "adapters/docker_engine.hpp"
#include "fakes/fake_http_server.hpp"
#include "helpers/result_text.hpp"
#include <doctest/doctest.h>

using namespace deploy;
using deploy::test::FakeHttpServer;
using deploy::test::http_answer;
using deploy::test::Reaction;

namespace {

/// An engine of API 1.43 that does `then` with every other request.
std::unique_ptr<FakeHttpServer> engine(std::function<Reaction(const std::string&)> then) {
    return FakeHttpServer::on_unix_socket([then = std::move(then)](const std::string& request) {
        return request.starts_with("GET /_ping ")
                   ? Reaction{"HTTP/1.1 200 OK\r\nApi-Version: 1.43\r\nContent-Length: 0\r\n\r\n"}
                   : then(request);
    });
}

std::string first_line(const std::string& request) { return request.substr(0, request.find('\r')); }

} // namespace

TEST_CASE("a start whose answer is lost is asked for once more") {
    int lost = 1;
    const auto server = engine([&](const std::string&) {
        return lost-- > 0 ? Reaction{} : Reaction{"HTTP/1.1 304 Not Modified\r\n\r\n"};
    });
    DockerEngine docker{server->socket()};

    CHECK(docker.start("x"));
    lost = 2;
    CHECK(docker.start("x").error().is(Errc::unknown_outcome));
}

TEST_CASE("a create whose answer is lost finds its own container by name and label") {
    std::string deployment = "d1";
    int creates = 0;
    const auto server =
        engine([&](const std::string& request) {
            if (request.starts_with("POST"))
                return creates++ == 0 ? Reaction{} : Reaction{http_answer(409, "{}")};
            return Reaction{http_answer(200, R"({"Id":"77","State":{},"Config":{"Labels":{
            "psyfit.deploy.id":")" + deployment + "\"}}}")};
        });
    DockerEngine docker{server->socket()};
    const ContainerSpec spec{
        .name = "w", .image = "i", .labels = {{std::string{label::deployment}, "d1"}}};

    CHECK(docker.create(spec).value() == "77");
    deployment = "another";
    CHECK(docker.create(spec).error().is(Errc::conflict));
}

TEST_CASE("a created container that cannot be attached to all its networks is removed again") {
    const auto server = engine([](const std::string& request) {
        if (request.starts_with("GET"))
            return Reaction{http_answer(200, R"({"Name":"two"})")};
        if (request.find("/create") != std::string::npos)
            return Reaction{http_answer(201, R"({"Id":"77"})")};
        return Reaction{http_answer(500, R"({"message":"no address left"})")};
    });
    DockerEngine docker{server->socket()};

    const auto error =
        docker.create({.name = "w", .image = "i", .attachments = {{"default"}, {"two"}}}).error();

    CHECK(error.message.find("no address left") != std::string::npos);
    CHECK(first_line(server->requests().back()) ==
          "DELETE /v1.43/containers/77?force=1&v=1 HTTP/1.1");
}

TEST_CASE("an environment that the engine would damage is refused by name, never by value") {
    DockerEngine docker{"/nowhere/docker.sock"};

    const auto error = docker.create({.name = "w", .image = "i", .env = {"K=\xff"}}).error();

    CHECK(error.is(Errc::invalid_input));
    CHECK(error.message.find("variable K is") != std::string::npos);
    CHECK(error.message.find('\xff') == std::string::npos);
}

TEST_CASE("a removal that is under way is waited for") {
    const auto server = engine([](const std::string& request) {
        const bool asks = request.starts_with("DELETE");
        return Reaction{
            asks ? http_answer(409, R"({"message":"removal of w is already in progress"})")
                 : http_answer(200, R"({"StatusCode":0})")};
    });
    DockerEngine docker{server->socket()};

    CHECK(docker.remove("w"));

    CHECK(first_line(server->requests().back()) ==
          "POST /v1.43/containers/w/wait?condition=removed HTTP/1.1");
}

TEST_CASE("a container removed while the list is read is left out") {
    const auto server = engine([](const std::string& request) {
        if (request.find("/json?all=1") != std::string::npos)
            return Reaction{http_answer(200, R"([{"Id":"a"},{"Id":"b"}])")};
        const bool gone = request.find("/a/json") != std::string::npos;
        return Reaction{gone ? http_answer(404, "{}")
                             : http_answer(200, R"({"Id":"b","State":{}})")};
    });
    DockerEngine docker{server->socket()};

    const auto found = docker.list("k", "v").value();

    REQUIRE(found.size() == 1);
    CHECK(found[0].id == "b");
    CHECK(server->requests().at(1).find("filters=%7B%22label%22%3A%5B%22k%3Dv%22%5D%7D ") !=
          std::string::npos);
}
