// SPDX-License-Identifier: MIT
// The relay between the program and the engine, before anything is concluded from it.
#include "helpers/program.hpp"
#include "kill/scripted_engine.hpp"
#include <doctest/doctest.h>

using namespace deploy::test;

namespace {

constexpr const char* get_info = "GET /v1.41/info?a=b HTTP/1.1\r\nhOST: docker\r\n\r\n";
constexpr const char* post_start =
    "POST /v1.41/containers/abc/start HTTP/1.1\r\nHost: docker\r\nContent-Length: 3\r\n\r\n{ }";
constexpr const char* ok = "HTTP/1.1 200 OK\r\ncontent-LENGTH: 5\r\n\r\nhello";

struct Bench {
    explicit Bench(ScriptedEngine::Script script)
        : engine{folder.path() / "engine", std::move(script)} {}

    std::string ask(std::string_view request) {
        client.send(request);
        client.end();
        return client.receive_all();
    }

    /// What the engine had, once the client has ended.
    std::string at_engine() {
        client.end();
        return engine.received();
    }

    TemporaryFolder folder;
    ScriptedEngine engine;
    EngineRelay relay{folder.path() / "relay", folder.path() / "engine"};
    Peer client = connect_to(relay.socket());
};

/// Answers each request that ends so with the next of the answers, then ends the connection.
ScriptedEngine::Script answering(std::vector<std::pair<std::string, std::string>> exchanges) {
    return [exchanges = std::move(exchanges)](Peer& peer) {
        for (const auto& [end, answer] : exchanges) {
            peer.receive_until(end);
            peer.send(answer);
        }
    };
}

} // namespace

TEST_CASE("every byte passes, in several exchanges of one connection") {
    const std::string chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                                "4;ext=1\r\nwiki\r\n0\r\nTrailer: x\r\n\r\n";
    const std::string interim = "HTTP/1.1 100 Continue\r\n\r\n";
    const std::string upload = "POST /v1.41/build HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
                               "3\r\nabc\r\n0\r\n\r\n";
    Bench bench{answering({{"\r\n\r\n", ok}, {"{ }", chunked}, {"0\r\n\r\n", interim + ok}})};

    bench.client.send(get_info);
    CHECK(bench.client.receive_until("hello") == ok);
    bench.client.send(post_start);
    CHECK(bench.client.receive_until("x\r\n\r\n") == chunked);
    for (const char byte : upload)
        bench.client.send({&byte, 1});
    CHECK(bench.client.receive_all() == interim + ok);

    CHECK(bench.at_engine() == std::string{get_info} + post_start + upload);
    const auto calls = bench.relay.calls();
    REQUIRE(calls.size() == 3);
    CHECK(calls[0].target == "/v1.41/info?a=b");
    CHECK(calls[0].kind() == "GET /info");
    CHECK(calls[1].kind() == "POST /containers/*/start");
    CHECK(calls[1].subject() == "abc");
    CHECK(calls[2].changes());
}

TEST_CASE("the answer to a HEAD has no body, and one without a length ends with the connection") {
    const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n";
    const std::string endless = "HTTP/1.1 200 OK\r\n\r\nline\nline\n";
    Bench bench{answering({{"\r\n\r\n", head}, {"\r\n\r\n", endless}})};

    bench.client.send("HEAD /v1.41/containers/a/archive HTTP/1.1\r\n\r\n");
    CHECK(bench.client.receive_until("\r\n\r\n") == head);

    CHECK(bench.ask(get_info) == endless);
}

TEST_CASE("after an upgrade both sides say what they like, and each ends by itself") {
    const std::string upgrade = "POST /v1.41/exec/a/start HTTP/1.1\r\nConnection: Upgrade\r\n"
                                "Upgrade: tcp\r\nContent-Length: 0\r\n\r\n";
    const std::string upgraded = "HTTP/1.1 101 UPGRADED\r\nUpgrade: tcp\r\n\r\n";
    Bench bench{[&](Peer& peer) {
        peer.receive_until("\r\n\r\n");
        peer.send(upgraded);
        const auto said = peer.receive_all(); // the client has ended, the engine has not
        peer.send("it said " + said);
    }};

    bench.client.send(upgrade);
    CHECK(bench.client.receive_until("\r\n\r\n") == upgraded);
    bench.client.send("GET / HTTP/1.1\r\n\r\nand more");
    bench.client.end();

    CHECK(bench.client.receive_all() == "it said GET / HTTP/1.1\r\n\r\nand more");
    CHECK(bench.relay.calls().size() == 1);
}

TEST_CASE("only the planned request of those counted goes wrong, or every one from there on") {
    const auto changes = [](const EngineCall& call) { return call.changes(); };
    const std::vector<std::pair<std::string, std::string>> four{
        {"\r\n\r\n", ok}, {"{ }", ok}, {"{ }", ok}, {"{ }", ok}};
    for (const bool forever : {false, true}) {
        Bench bench{answering(four)};
        bench.relay.arm({.fault = Fault::error_503, .at = 2, .forever = forever, .among = changes});

        bench.client.send(get_info);
        CHECK(bench.client.receive_until("hello") == ok);
        bench.client.send(post_start);
        CHECK(bench.client.receive_until("hello") == ok);
        bench.client.send(post_start);
        CHECK(bench.client.receive_until("}").starts_with("HTTP/1.1 503 "));
        bench.client.send(post_start);
        const auto third = bench.client.receive_until(forever ? "}" : "hello");

        CHECK(third.starts_with("HTTP/1.1 503 ") == forever);
        CHECK(bench.relay.struck()->kind() == "POST /containers/*/start");
        CHECK(bench.at_engine() ==
              std::string{get_info} + post_start + (forever ? "" : post_start));
    }
}

TEST_CASE("a cut before the request keeps it from the engine, one after it does not") {
    for (const auto fault : {Fault::cut_before, Fault::silence, Fault::cut_after}) {
        INFO(to_string(fault));
        Bench bench{answering({{"{ }", ok}})};
        bench.relay.arm({.fault = fault, .at = 1});

        bench.client.send(post_start);
        if (fault == Fault::silence)
            bench.client.end();

        CHECK(bench.client.receive_all().empty());
        CHECK(bench.at_engine() == (fault == Fault::cut_after ? post_start : ""));
    }
}

TEST_CASE("an answer is altered as planned") {
    const auto altered = [](Plan plan) {
        Bench bench{answering({{"{ }", ok}})};
        plan.at = 1;
        bench.relay.arm(plan);
        return bench.ask(post_start);
    };

    CHECK(altered({.fault = Fault::delay, .delay = std::chrono::milliseconds{1}}) == ok);
    CHECK(altered({.fault = Fault::truncate, .keep = 20}) == std::string{ok}.substr(0, 20));
    CHECK(altered({.fault = Fault::truncate}) == std::string{ok}.substr(0, std::strlen(ok) / 2));
    CHECK(altered({.fault = Fault::garbage}).find("garbage") != std::string::npos);
    CHECK(altered({.fault = Fault::wrong_length}).ends_with("66\r\n\r\n{}"));
    CHECK(altered({.fault = Fault::error_500}).starts_with("HTTP/1.1 500 "));
}

TEST_CASE("a request that is held back comes after the kill, when it is let go") {
    Program victim{{"sleep", "60"}};
    Bench bench{answering({{"{ }", ok}})};
    bench.relay.arm({.fault = Fault::kill_held, .at = 1});
    bench.relay.aim(victim.pid());

    bench.client.send(post_start);
    CHECK(victim.wait(std::chrono::seconds{20}) == 128 + SIGKILL);
    CHECK(bench.relay.await_held());
    bench.relay.let_go();

    CHECK(bench.client.receive_all() == ok);
    CHECK(bench.at_engine() == post_start);
}

TEST_CASE("a kill comes before the request, between request and answer, or after the answer") {
    for (const auto fault :
         {Fault::kill_before, Fault::kill_sent, Fault::kill_unanswered, Fault::kill_answered}) {
        INFO(to_string(fault));
        Program victim{{"sleep", "60"}};
        std::string answer;
        {
            // An engine that waits with its answer until the victim is dead, where it is to die
            // first.
            Bench bench{[&](Peer& peer) {
                peer.receive_until("{ }");
                if (fault == Fault::kill_sent)
                    victim.wait(std::chrono::seconds{20});
                peer.send(ok);
            }};
            bench.relay.arm({.fault = fault, .at = 1});
            bench.relay.aim(victim.pid());
            answer = bench.ask(post_start);
            CHECK(victim.wait(std::chrono::seconds{20}) == 128 + SIGKILL);
            CHECK(bench.at_engine() == (fault == Fault::kill_before ? "" : post_start));
        }
        const bool passes = fault == Fault::kill_sent || fault == Fault::kill_answered;
        CHECK(answer == (passes ? ok : ""));
    }
}
