// SPDX-License-Identifier: MIT
// What is thought of a certificate, whoever served it.
#include "fakes/fake_host.hpp"
#include "helpers/result_text.hpp"

#include <barrier>
#include <boost/json/serialize.hpp>
#include <deploy/certificate.hpp>
#include <deploy/json.hpp>
#include <doctest/doctest.h>

using namespace deploy;
using namespace deploy::test;
using std::chrono::days;
using std::chrono::hours;
using Verdict = CertificateState;

namespace {

constexpr std::chrono::sys_seconds now{days{20'000}};
const CertificateTarget target{.host = "app.example"};

ServedCertificate served(hours left, hours lifetime = days{90}) {
    ServedCertificate out{.for_host = true};
    out.chain = {{.subject = "CN=app.example",
                  .issuer = "CN=An authority",
                  .names = {"app.example", "www.app.example"},
                  .not_before = now + left - lifetime,
                  .not_after = now + left}};
    return out;
}

CertificateReport judged(ServedCertificate what, CertificateLimits limits = {}) {
    return judge_certificate(target, std::move(what), limits, now);
}

} // namespace

TEST_CASE("the days left decide between ok, warning and critical") {
    CHECK(judged(served(days{14})).state == Verdict::ok);
    CHECK(judged(served(days{14})).summary() == "app.example:443: 14 days left");
    CHECK(judged(served(days{14} - hours{1})).state == Verdict::warning);
    CHECK(judged(served(days{7})).state == Verdict::warning);
    CHECK(judged(served(days{7})).summary() == "app.example:443: it expires in 7 days");
    CHECK(judged(served(days{7} - hours{1})).state == Verdict::critical);
    CHECK(judged(served(hours{1})).summary() == "app.example:443: it expires in 1 hour");
    CHECK(judged(served(days{20}), {.warning = days{30}}).state == Verdict::warning);
    CHECK(judged(served(days{5}), {.warning = days{3}, .critical = days{1}}).state == Verdict::ok);
}

TEST_CASE("of a short lifetime a third and a sixth count") {
    constexpr hours lifetime = days{6};
    CHECK(judged(served(days{5}, lifetime)).state == Verdict::ok);
    CHECK(judged(served(days{2}, lifetime)).state == Verdict::ok);
    CHECK(judged(served(days{2} - hours{1}, lifetime)).state == Verdict::warning);
    CHECK(judged(served(days{1} - hours{1}, lifetime)).state == Verdict::critical);
    CHECK_MESSAGE(judged(served(days{13}, days{45})).state == Verdict::warning,
                  "a third of 45 days is more than the limit");
}

TEST_CASE("expired, not valid yet, another name, no trust: each is critical and told") {
    const auto expired = judged(served(-days{3}));
    CHECK(expired.state == Verdict::critical);
    CHECK(expired.summary() == "app.example:443: it expired 3 days ago");
    CHECK(judged(served(hours{0})).state == Verdict::critical);

    const auto early = judged(served(days{92}));
    CHECK(early.state == Verdict::critical);
    CHECK(early.summary() == "app.example:443: it is not valid yet, for another 2 days");

    auto other = served(days{60});
    other.for_host = false;
    other.chain[0].names = {"other.example"};
    CHECK(judged(other).state == Verdict::critical);
    CHECK(judged(other).summary() ==
          "app.example:443: it is not for app.example, but for other.example");

    auto broken = served(days{60});
    broken.distrust = "the chain is broken";
    CHECK(judged(broken).state == Verdict::critical);
    CHECK(judged(broken).summary() == "app.example:443: the chain is broken");
}

TEST_CASE("all that is wrong is told, the worst first") {
    auto bad = served(days{10});
    bad.for_host = false;
    bad.distrust = "it is self-signed";

    const auto report = judged(bad);

    CHECK(report.state == Verdict::critical);
    REQUIRE(report.problems.size() == 3);
    CHECK(report.problems[0].starts_with("it is not for app.example"));
    CHECK(report.problems[1] == "it is self-signed");
    CHECK(report.problems[2] == "it expires in 10 days");
}

TEST_CASE("a target is a host with or without a port") {
    const auto at = [](std::string_view text) {
        const auto parsed = parse_certificate_target(text);
        return parsed ? to_string(*parsed) : "refused";
    };
    CHECK(at("app.example") == "app.example:443");
    CHECK(at("app.example:8443") == "app.example:8443");
    CHECK(at("192.0.2.7:1") == "192.0.2.7:1");
    CHECK(at("[::1]:8443") == "[::1]:8443");
    CHECK(at("[::1]") == "[::1]:443");
    CHECK(at("::1") == "[::1]:443");
    for (const auto* text :
         {"", ":443", "app.example:", "app.example:0", "app.example:65536", "app.example:x", "[::1",
          "[::1]x", "[::1]:", "-x", "a b", "a/b", "https://app.example", "user@app.example"})
        CHECK_MESSAGE(at(text) == "refused", text);
}

TEST_CASE("the configuration says which host and which limit") {
    Config config;
    CHECK(to_string(*certificate_target(config)) == "psytech.jp:443");
    config.monitor.url = "https://www.psytech.jp:8443/api/v1/health?x=1";
    CHECK(to_string(*certificate_target(config)) == "www.psytech.jp:8443");
    config.monitor.url = "http://127.0.0.1/up";
    CHECK_MESSAGE(to_string(*certificate_target(config)) == "psytech.jp:443",
                  "no certificate is served there");
    config.proxy.hosts.clear();
    CHECK(certificate_target(config).error().is(Errc::invalid_input));
    CHECK(certificate_targets(config).empty());

    config.monitor.certificate_days = 3;
    CHECK(certificate_limits(config).warning == days{3});
    CHECK_MESSAGE(certificate_limits(config).critical == days{3}, "never later than the warning");
}

TEST_CASE("each host is looked at once, and a wildcard is no host to ask") {
    Config config;
    const auto all = [&] {
        std::string out;
        for (const auto& each : certificate_targets(config))
            out += to_string(each) + " ";
        return out;
    };
    config.proxy.hosts = {"psytech.jp", "www.psytech.jp", "*.psytech.jp", "psytech.jp"};
    CHECK(all() == "psytech.jp:443 www.psytech.jp:443 ");
    config.monitor.url = "https://www.psytech.jp/up";
    CHECK(all() == "www.psytech.jp:443 psytech.jp:443 ");
    config.monitor.url = "https://www.psytech.jp:8443/up";
    CHECK_MESSAGE(all() == "www.psytech.jp:8443 psytech.jp:8443 ", "TLS ends there for all");
    config.monitor.url = "https://cdn.example:8443/up";
    CHECK_MESSAGE(all() == "cdn.example:8443 psytech.jp:443 www.psytech.jp:443 ",
                  "another server's port says nothing of these");
    config.monitor.url.clear();
    config.proxy.hosts = {"*.psytech.jp"};
    CHECK(all().empty());
}

TEST_CASE("hosts are looked at together, and reported in their order") {
    /// Answers when all have asked: who is asked in turn never does.
    struct Together final : CertificateProbe {
        Result<ServedCertificate> served(const CertificateTarget& asked, std::stop_token) override {
            all.arrive_and_wait();
            return asked.host == "b" ? Result<ServedCertificate>{Error{Errc::refused, "no TLS"}}
                                     : Result<ServedCertificate>{::served(days{60})};
        }
        std::barrier<> all{3};
    } probe;
    FakeHost host;
    FakePorts process{host};

    const auto reports = check_certificates(probe, process.clock,
                                            {{.host = "a"}, {.host = "b"}, {.host = "c"}}, {}, {});

    REQUIRE(reports.size() == 3);
    CHECK(reports[0]->target.host == "a");
    CHECK(reports[1]->state == Verdict::critical);
    CHECK(reports[2]->target.host == "c");
    CHECK(check_certificates(probe, process.clock, {}, {}, {}).empty());
}

TEST_CASE("more hosts than are asked at once are all asked") {
    FakeHost host;
    host.certificate = served(days{60});
    FakePorts process{host};
    std::vector<CertificateTarget> targets;
    for (int i = 0; i < 50; ++i)
        targets.push_back({.host = "host-" + std::to_string(i)});

    const auto reports = check_certificates(process.certificates, process.clock, targets, {}, {});

    REQUIRE(reports.size() == targets.size());
    for (std::size_t i = 0; i < reports.size(); ++i)
        CHECK(reports[i]->target.host == targets[i].host);
}

TEST_CASE("nobody who answers is unknown, an answer without TLS critical") {
    FakeHost host;
    FakePorts process{host};

    const auto nobody =
        check_certificate(process.certificates, process.clock, target, CertificateLimits{}, {});

    REQUIRE(nobody);
    CHECK(nobody->state == Verdict::unknown);
    CHECK(nobody->summary() == "app.example:443 does not answer");

    struct NoTls final : CertificateProbe {
        Result<ServedCertificate> served(const CertificateTarget&, std::stop_token) override {
            return Error{Errc::refused, "no handshake"};
        }
    } no_tls;
    const auto refused = check_certificate(no_tls, process.clock, target, {}, {});
    REQUIRE(refused);
    CHECK(refused->state == Verdict::critical);
}

TEST_CASE("programs get the whole report") {
    auto what = served(days{60});
    const auto json = to_json(judged(what));

    CHECK(json.at("state") == "OK");
    CHECK(json.at("exit_code") == 0);
    CHECK(json.at("days_left") == 60);
    CHECK(json.at("for_host") == true);
    CHECK(json.at("trusted") == true);
    const auto& member = json.at("chain").as_array().at(0).as_object();
    CHECK(member.at("not_after") == "2024-12-03T00:00:00.000Z");
    CHECK(boost::json::serialize(member.at("names")) == R"(["app.example","www.app.example"])");
}
