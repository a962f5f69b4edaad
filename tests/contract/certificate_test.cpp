// SPDX-License-Identifier: MIT
// What a real Nginx serves, seen by the probe and by the program.
#include "helpers/certificates.hpp"
#include "helpers/git_servers.hpp"
#include "helpers/result_text.hpp"
#include "helpers/web_server.hpp"

#include <algorithm>
#include <array>
#include <boost/json/parse.hpp>
#include <deploy/certificate.hpp>
#include <doctest/doctest.h>
#include <optional>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

using namespace deploy;
using namespace deploy::test;
using namespace std::chrono_literals;
using std::chrono::days;

namespace {

/// An authority, one below it, and a host for each way in which a certificate can be wrong.
struct Sites {
    TemporaryFolder folder;
    Identity root = make({.name = "root"});
    Identity intermediate = make({.name = "intermediate", .issuer = &root});
    Identity stranger = make({.name = "stranger"});
    std::filesystem::path nginx = unpacked_server("usr/sbin/nginx");
    std::optional<WebServer> server{};

    Sites() {
        if (nginx.empty())
            return;
        auto chain = site("chain", {.issuer = &intermediate});
        write_file(folder.path() / "both.pem",
                   read_file(chain.identity.certificate) + read_file(intermediate.certificate));
        auto broken = chain;
        broken.name = "broken.localhost";
        chain.identity.certificate = folder.path() / "both.pem";
        server.emplace(
            nginx, folder.path(),
            std::vector{site("good", {.issuer = &root}), chain, broken,
                        site("soon", {.from = -days{85}, .until = days{5}, .issuer = &root}),
                        site("warned", {.from = -days{80}, .until = days{10}, .issuer = &root}),
                        site("expired", {.from = -days{90}, .until = -days{3}, .issuer = &root}),
                        site("early", {.from = days{2}, .until = days{90}, .issuer = &root}),
                        site("wrong", {.hosts = {"other.example"}, .issuer = &root}),
                        site("self", {}), site("foreign", {.issuer = &stranger})});
    }

    Identity make(const CertificateWish& wish) const {
        return make_certificate(folder.path(), wish);
    }
    [[nodiscard]] ServedHost site(const std::string& name, CertificateWish wish) const {
        const auto host = name + ".localhost";
        wish.name = name;
        wish.from += 1h; // the seconds that a test takes change no number of days
        wish.until += 1h;
        if (wish.hosts.empty())
            wish.hosts = {host};
        return {host, make(wish)};
    }
    [[nodiscard]] std::string target(const std::string& name) const {
        return name + ".localhost:" + std::to_string(server->port());
    }
    [[nodiscard]] Result<ServedCertificate> served(const std::string& name) const {
        return make_certificate_probe()->served(
            {.host = name + ".localhost", .port = server->port(), .authorities = root.certificate},
            {});
    }
    [[nodiscard]] Finished cli(const std::string& name, Words more = {}) const {
        Words words{DEPLOY_TEST_CLI, "certificate", target(name), "--ca",
                    root.certificate.string()};
        words.insert(words.end(), more.begin(), more.end());
        return run(words, {.environment = {{"PSYFIT_DEPLOY_CONFIG", ""}}});
    }
};

void expect_verdict(const Finished& run, int code, const std::string& begin,
                    const std::string& part) {
    INFO(run.out, run.err);
    CHECK(run.exit_code == code);
    CHECK(run.out.starts_with("CERTIFICATE " + begin + " - "));
    CHECK_MESSAGE(run.out.find(part) < run.out.find('\n'), part);
}

/// A host that accepts and then does as it is told.
struct Odd {
    Listener listener;
    std::string says;
    std::thread thread{[this] {
        const int client = listener.accept();
        if (client < 0)
            return;
        ::send(client, says.data(), says.size(), MSG_NOSIGNAL);
        std::array<char, 64> rest{};
        while (::recv(client, rest.data(), rest.size(), 0) > 0 && says.empty()) {
        }
        ::close(client);
    }};
    explicit Odd(std::string text) : says{std::move(text)} {}
    ~Odd() {
        listener.shut();
        thread.join();
    }
};

} // namespace

TEST_CASE("the probe tells what is served for the name that was asked, with its whole chain") {
    const Sites sites;
    if (!sites.server)
        return;

    const auto chain = sites.served("chain");

    REQUIRE(chain);
    REQUIRE(chain->chain.size() == 2);
    CHECK(chain->chain[0].subject == "CN=chain");
    CHECK(chain->chain[0].issuer == "CN=intermediate");
    CHECK(chain->chain[0].names == Words{"chain.localhost"});
    CHECK(chain->chain[0].fingerprint.size() == 64);
    CHECK(chain->chain[0].not_after - chain->chain[0].not_before == days{61});
    CHECK_FALSE(chain->chain[0].self_signed);
    CHECK(chain->chain[1].subject == "CN=intermediate");
    CHECK(chain->for_host);
    CHECK(chain->distrust.empty());
    const auto good = sites.served("good");
    REQUIRE(good);
    CHECK(good->chain[0].subject == "CN=good");
    CHECK(good->distrust.empty());
}

TEST_CASE("dates and names are left to who judges; trust is not") {
    const Sites sites;
    if (!sites.server)
        return;

    for (const auto* name : {"expired", "early", "wrong"})
        CHECK_MESSAGE(sites.served(name)->distrust.empty(), name);
    CHECK_FALSE(sites.served("wrong")->for_host);
    CHECK(sites.served("broken")->distrust ==
          "the chain is broken: the issuer of member 0 is neither sent nor trusted");
    CHECK(sites.served("foreign")->distrust.starts_with("the chain is broken"));
    CHECK(sites.served("self")->distrust ==
          "it is self-signed, and no authority that is trusted vouches for it");
    CHECK(sites.served("self")->chain[0].self_signed);
}

TEST_CASE("the program's first line and exit code are those of a monitoring plugin") {
    const Sites sites;
    if (!sites.server)
        return;

    expect_verdict(sites.cli("good"), 0, "OK", "60 days left | left=");
    expect_verdict(sites.cli("chain"), 0, "OK", "60 days left");
    expect_verdict(sites.cli("warned"), 1, "WARNING", "it expires in 10 days");
    expect_verdict(sites.cli("warned", {"--warn", "5"}), 0, "OK", "10 days left");
    expect_verdict(sites.cli("warned", {"--critical", "12"}), 2, "CRITICAL", "expires in 10 days");
    expect_verdict(sites.cli("soon"), 2, "CRITICAL", "it expires in 5 days");
    expect_verdict(sites.cli("expired"), 2, "CRITICAL", "it expired 2 days ago");
    expect_verdict(sites.cli("early"), 2, "CRITICAL", "it is not valid yet, for another 2 days");
    expect_verdict(sites.cli("wrong"), 2, "CRITICAL",
                   "it is not for wrong.localhost, but for other.example");
    expect_verdict(sites.cli("broken"), 2, "CRITICAL", "the chain is broken");
    expect_verdict(sites.cli("self"), 2, "CRITICAL", "it is self-signed");
}

TEST_CASE("the details follow, and programs get them as JSON") {
    const Sites sites;
    if (!sites.server)
        return;

    const auto text = sites.cli("chain").out;
    CHECK_MESSAGE(text.find("\nnames        chain.localhost\n") != text.npos, text);
    CHECK_MESSAGE(text.find("\nissuer       CN=intermediate\n") != text.npos, text);
    CHECK_MESSAGE(text.find("\nchain        0 CN=chain, until ") != text.npos, text);
    CHECK_MESSAGE(text.find("\n             1 CN=intermediate, until ") != text.npos, text);
    CHECK(std::ranges::count(sites.cli("chain", {"-q"}).out, '\n') == 1);

    const auto run = sites.cli("expired", {"--json"});
    CHECK(run.exit_code == 2);
    const auto json = boost::json::parse(run.out);
    CHECK(json.at("state") == "CRITICAL");
    CHECK(json.at("days_left") == -3);
}

TEST_CASE("who does not answer is unknown, who answers without TLS critical") {
    const auto closed = std::to_string(Listener{}.port());
    const auto none = run({DEPLOY_TEST_CLI, "certificate", "localhost:" + closed});
    expect_verdict(none, 3, "UNKNOWN", "does not answer");

    const Odd plain{"HTTP/1.1 400 Bad Request\r\n\r\n"};
    const auto run_plain =
        run({DEPLOY_TEST_CLI, "certificate", "localhost:" + std::to_string(plain.listener.port())});
    expect_verdict(run_plain, 2, "CRITICAL", "answers without a TLS handshake");
}

TEST_CASE("a server that says nothing is given up in time") {
    const Odd silent{""};

    const auto served = make_certificate_probe()->served(
        {.host = "127.0.0.1", .port = silent.listener.port(), .timeout = 50ms}, {});

    CHECK(served.error().is(Errc::timed_out));
}

TEST_CASE("what cannot be looked at is unknown, with the reason on the other stream") {
    TemporaryFolder folder;
    write_file(folder.path() / "empty.pem", "");
    const Sites sites;
    if (!sites.server)
        return;
    const auto run_empty = run({DEPLOY_TEST_CLI, "certificate", sites.target("good"), "--ca",
                                (folder.path() / "empty.pem").string()});
    expect_verdict(run_empty, 3, "UNKNOWN", "see the error");
    CHECK(run_empty.err.find("no certificates of authorities") != std::string::npos);
    const auto swapped =
        run({DEPLOY_TEST_CLI, "certificate", "x", "--warn", "3", "--critical", "9"});
    CHECK(swapped.exit_code == 3);
}
