// SPDX-License-Identifier: MIT
#include "adapters/http_prober.hpp"
#include "adapters/system_clock.hpp"
#include "adapters/traffic_run.hpp"
#include "fakes/fake_http_server.hpp"
#include "helpers/result_text.hpp"
#include <atomic>
#include <doctest/doctest.h>
#include <latch>
#include <thread>

using namespace deploy;
using deploy::test::FakeHttpServer;
using deploy::test::http_answer;
using deploy::test::Reaction;
using Then = deploy::test::Reaction::Then;
using std::chrono::milliseconds;

namespace {

std::unique_ptr<FakeHttpServer> server(Reaction reaction) {
    return FakeHttpServer::on_loopback(
        [reaction = std::move(reaction)](const std::string&) { return reaction; });
}

Probe probe_of(const FakeHttpServer& server) {
    return {.url = "http://127.0.0.1:" + std::to_string(server.port()) + "/up?a=1"};
}

const Result<Answer> fine{Answer{.status = 200}};
const Result<Answer> broken{Answer{.status = 502}};

TrafficCount::TimePoint at(int ms) { return TrafficCount::TimePoint{milliseconds{ms}}; }

} // namespace

TEST_CASE("an answer comes with status, headers in lower case, and body") {
    const auto http = server({http_answer(503, "busy", "X-Version:  7 \r\nX-Version: 8\r\n")});
    auto probe = probe_of(*http);
    probe.host = "psytech.jp";
    probe.request_id = "r-1";

    const auto answer = HttpProber{}.get(probe);

    REQUIRE(answer);
    CHECK(answer->status == 503);
    CHECK(answer->headers.at("x-version") == "8");
    CHECK(answer->body == "busy");
    const auto request = http->requests().at(0);
    CHECK(request.starts_with("GET /up?a=1 HTTP/1.1\r\n"));
    CHECK(request.find("\r\nHost: psytech.jp\r\n") != std::string::npos);
    CHECK(request.find("\r\nX-Request-ID: r-1\r\n") != std::string::npos);
}

TEST_CASE("a redirect is an answer, not followed") {
    const auto http = server({http_answer(302, "", "Location: /elsewhere\r\n")});

    CHECK(HttpProber{}.get(probe_of(*http)).value().status == 302);
    CHECK(http->requests().size() == 1);
}

TEST_CASE("the proxy environment is not used") {
    const auto http = server({http_answer(200, "direct")});
    setenv("http_proxy", "http://127.0.0.1:9", 1);

    const auto answer = HttpProber{}.get(probe_of(*http));

    unsetenv("http_proxy");
    CHECK(answer.value().body == "direct");
}

TEST_CASE("a body is read up to 64 KiB and is a success") {
    const auto http = server({http_answer(200, std::string(100'000, 'x'))});

    CHECK(HttpProber{}.get(probe_of(*http)).value().body.size() == 65'536);
}

TEST_CASE("no connection is unreachable, no answer timed out, a broken one unreachable") {
    auto silent = server({"", Then::hang});
    auto probe = probe_of(*silent);
    probe.timeout = milliseconds{50};
    CHECK(HttpProber{}.get(probe).error().is(Errc::timed_out));

    silent.reset();
    probe.timeout = milliseconds{5000};
    const auto nobody = HttpProber{}.get(probe).error();
    CHECK(nobody.is(Errc::unreachable));
    CHECK(nobody.message.ends_with("(Connection refused)"));
    const auto cut = server({http_answer(200, "whole").substr(0, 30)});
    CHECK(HttpProber{}.get(probe_of(*cut)).error().is(Errc::unreachable));
}

TEST_CASE("a host given for https is the name in the handshake, dialled at the URL's address") {
    const auto request = probe_request({.url = "https://127.0.0.1:8443/up", .host = "psytech.jp"});
    CHECK(request.url == "https://psytech.jp:8443/up");
    CHECK(request.connect_to == "127.0.0.1:8443");

    const auto plain = probe_request({.url = "https://[::1]/up", .host = "psytech.jp"});
    CHECK(plain.url == "https://psytech.jp:443/up");
    CHECK(plain.connect_to == "[::1]:443");
}

TEST_CASE("failures are no answer, 5xx and 404; the first is told") {
    TrafficCount count;
    count.add(fine, at(0));
    count.add(Answer{.status = 302}, at(1));
    count.add(broken, at(2));
    count.add(Answer{.status = 404}, at(3));
    count.add(Error{Errc::unreachable, "nobody"}, at(4));

    const auto counts = count.at(at(4));
    CHECK(counts.sent == 5);
    CHECK(counts.failed == 3);
    CHECK(counts.first_failure == "HTTP status 502");
}

TEST_CASE("the longest gap is between two successes, or open at the end") {
    TrafficCount count;
    count.add(broken, at(0));
    CHECK(count.at(at(50)).longest_gap == milliseconds{0});
    count.add(fine, at(100));
    count.add(broken, at(120));
    count.add(fine, at(140));
    count.add(fine, at(150));

    CHECK(count.at(at(150)).longest_gap == milliseconds{40});
    CHECK(count.at(at(200)).longest_gap == milliseconds{50});
}

TEST_CASE("traffic runs on new and kept connections until it is ended") {
    std::latch enough{20};
    std::atomic<int> left = 20;
    const auto http = FakeHttpServer::on_loopback([&](const std::string&) {
        if (left-- > 0)
            enough.count_down();
        return Reaction{http_answer(200, "ok"), Then::keep};
    });
    HttpProber prober{milliseconds{1}};

    prober.begin_traffic(probe_of(*http));
    prober.begin_traffic(probe_of(*http));
    enough.wait();
    CHECK(prober.traffic().failed == 0);
    const auto counts = prober.end_traffic();

    CHECK(counts.sent >= 20);
    CHECK(counts.sent == http->requests().size());
    CHECK(counts.failed == 0);
    CHECK(http->connections() > 1);
    CHECK(static_cast<std::size_t>(http->connections()) < http->requests().size());
    CHECK(prober.end_traffic().sent == 0);
}

TEST_CASE("traffic to a dead port is counted as lost") {
    auto http = server({http_answer(200, "")});
    const auto probe = probe_of(*http);
    http.reset();
    HttpProber prober{milliseconds{1}};

    prober.begin_traffic(probe);
    while (prober.traffic().failed == 0)
        std::this_thread::yield();
    const auto counts = prober.end_traffic();

    CHECK(counts.failed == counts.sent);
    CHECK_FALSE(counts.first_failure.empty());
}

TEST_CASE("a sleep ends at once when asked to stop") {
    SystemClock clock;
    std::stop_source stop;
    stop.request_stop();

    clock.sleep_for(std::chrono::hours{1}, stop.get_token());
    clock.sleep_for(milliseconds{1}, {});

    CHECK(clock.wall().time_since_epoch().count() > 0);
}
