// SPDX-License-Identifier: MIT
// A service whose TLS kamal-proxy itself ends, with a certificate of its own.
#include "e2e/expect.hpp"
#include "e2e/load.hpp"

using namespace deploy::test;
namespace fs = std::filesystem;

namespace {

/// Where the certificate and its key are in the proxy's container.
constexpr const char* certificate = "/tls.crt";
constexpr const char* key = "/tls.key";

/// Makes a certificate for the host, signed by itself.
void make_certificate(const World& world) {
    output_of({"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
               "-nodes", "-days", "2", "-subj", "/CN=psyfit-test", "-addext",
               "subjectAltName=DNS:" + world.host(), "-keyout", (world.root() / "tls.key").string(),
               "-out", (world.root() / "tls.crt").string()});
    // The proxy need not run as the user who makes them.
    for (const auto* file : {"tls.crt", "tls.key"})
        fs::permissions(world.root() / file, fs::perms{0644});
}

/// Version 1, started by hand, behind a proxy that ends TLS for it.
struct TlsWorld {
    World world;
    std::string incumbent;

    TlsWorld() {
        world.config["watch"] = {{"window", 0}};
        incumbent = world.start_by_hand();
        make_certificate(world);
        put("tls.crt", certificate);
        put("tls.key", key);
        world.proxy({"deploy", world.service(), "--target=" + world.target(),
                     "--host=" + world.host(), "--tls",
                     std::string{"--tls-certificate-path="} + certificate,
                     std::string{"--tls-private-key-path="} + key});
    }

    /// Copies a file of the world into the proxy's container.
    void put(const std::string& file, const char* path) const {
        docker({"cp", (world.root() / file).string(), world.proxy_name() + ":" + path});
    }
    /// What a client gets that trusts this certificate alone: the answer's head and body.
    [[nodiscard]] std::string get(const std::string& path) const {
        const auto port = std::to_string(world.tls_port());
        return output_of({"curl", "--silent", "--show-error", "--include", "--cacert",
                          (world.root() / "tls.crt").string(), "--resolve",
                          world.host() + ":" + port + ":127.0.0.1",
                          "https://" + world.host() + ":" + port + path});
    }
};

bool contains(const std::string& text, const std::string& part) {
    CAPTURE(text);
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("a service whose TLS the proxy ends is switched and proven by https, its TLS kept") {
    if (Load::skipped())
        return;
    TlsWorld tls;
    auto& world = tls.world;
    const auto options = world.route_options();
    REQUIRE(contains(tls.get("/home"), "home of 1"));
    world.repository().commit({{"version", "2"}});
    Load load{{.address = world.proxy_address(),
               .port = 443,
               .host = world.host(),
               .rate = 150,
               .certificate = world.root() / "tls.crt"}};

    const auto run = world.run_cli({"deploy"});

    const auto report = load.stop();
    CHECK_MESSAGE(report.lost() == 0, report.text());
    CHECK(report.sent() > 100);
    CHECK_MESSAGE(run.exit_code == 0, run.err);
    CHECK_MESSAGE(run.out.find(" 0 failed") != std::string::npos, run.out);
    CHECK_MESSAGE(run.out.find("answered by  " + world.target()) != std::string::npos, run.out);
    CHECK(contains(tls.get("/home"), "home of 2"));
    CHECK(world.route_options() == options);
    CHECK_MESSAGE(world.get("/home").status == 301, "plain http is sent to https, as before");
    CHECK(docker({"inspect", "--format", "{{.State.Status}}", tls.incumbent}) == "exited");
}

TEST_CASE("a certificate that the proxy has lost stops the switch, and the old one still serves") {
    if (skipped())
        return;
    TlsWorld tls;
    auto& world = tls.world;
    const Before before{world};
    // The proxy holds the certificate in memory, and reads the file at the next switch.
    write_file(world.root() / "empty", "");
    tls.put("empty", certificate);
    world.repository().commit({{"version", "2"}});

    const auto run = world.run_cli({"deploy"});

    expect_refused(run, 5,
                   {.error = "the proxy says: unable to load certificate",
                    .serves = world.service() + "-new still serves; no request was moved",
                    .fix = "docker cp"});
    CHECK(contains(tls.get("/home"), "home of 1"));
    CHECK(world.containers().size() == before.containers.size());
    CHECK(world.routed()->id == tls.incumbent);

    tls.put("tls.crt", certificate);
    const auto again = world.run_cli({"deploy"});

    CHECK_MESSAGE(again.exit_code == 0, again.err);
    CHECK(contains(tls.get("/home"), "home of 2"));
}
