// SPDX-License-Identifier: MIT
// The whole way that a new server serves: a client, the real Nginx with the site that `setup`
// wrote, kamal-proxy, and the first version, migrated and seeded.
#include "e2e/await.hpp"
#include "e2e/empty_host.hpp"
#include "e2e/expect.hpp"

#include <boost/json/array.hpp>
#include <cstdlib>

using namespace deploy::test;

namespace {

/// Nginx, as the host's own service would run it.
Program start_nginx(const EmptyHost& on) {
    Program nginx{{"env", "nginx", "-c", (on.nginx() / "nginx.conf").string(), "-g",
                   "daemon off; user root;"},
                  {.environment = on.environment()}};
    await([&] { return std::filesystem::exists(on.nginx() / "pid"); });
    return nginx;
}

/// What a client of the world gets: it trusts the test's certificate and knows where the host is.
Finished fetch(const EmptyHost& on, const std::string& url) {
    Words words{"curl", "-sS",      "--max-time",
                "20",   "--cacert", (on.root() / "live" / on.host() / "fullchain.pem").string()};
    for (const auto* port : {":80:", ":443:"})
        words.insert(words.end(), {"--resolve", on.host() + port + "127.0.0.1"});
    words.insert(words.end(), {"-w", "\n%{http_code} %{redirect_url}", url});
    return run(words);
}

bool lacks_ports() {
    if (std::getenv("DEPLOY_TEST_OWN_ENGINE") != nullptr)
        return false;
    std::printf("[skipped] the machine's own ports 80 and 443 are needed: tests/engine.sh\n");
    return true;
}

} // namespace

TEST_CASE("a request goes through the site that setup wrote to the first version, and back") {
    if (lacks_servers() || lacks_ports())
        return;
    EmptyHost on;
    on.make_certificate(on.host());
    const auto nginx = start_nginx(on); // with no site yet: setup has it read the new one

    const auto made = on.run_cli({"setup"});

    INFO(made.out, made.err);
    REQUIRE(made.exit_code == 0);
    const auto said = made.out + made.err;
    CHECK_MESSAGE(said.find("sample: migrated") != std::string::npos, "setup.migrate ran");
    CHECK(said.find("seed         made") != std::string::npos);
    const auto site = "https://" + on.host();
    await([&] { return fetch(on, site + "/home").out.find("home of") != std::string::npos; });
    const auto health = fetch(on, site + "/api/v1/health");
    CHECK(health.out.find("\"health_status\":\"healthy\"") != std::string::npos);
    CHECK(health.out.find("\n200 ") != std::string::npos);
    const auto headers = fetch(on, site + "/headers").out;
    INFO(headers);
    CHECK(headers.find("Host: " + on.host() + "\n") != std::string::npos);
    CHECK(headers.find("X-Forwarded-Proto: https\n") != std::string::npos);
    CHECK(headers.find("X-Real-Ip: 127.0.0.1\n") != std::string::npos);
    CHECK(headers.find("X-Forwarded-For: 127.0.0.1") != std::string::npos);
    const auto plain = fetch(on, "http://" + on.host() + "/home");
    CHECK(plain.out.find("301 https://" + on.host() + "/home") != std::string::npos);
}

TEST_CASE("a migration that fails ends the setup before anything is live or seeded") {
    if (lacks_servers())
        return;
    EmptyHost on;
    on.make_certificate(on.host());
    write_file(on.secrets(), "SAMPLE_MIGRATE_EXIT=3\n");
    std::filesystem::permissions(on.secrets(), std::filesystem::perms(0600));

    const auto failed = on.run_cli({"setup", "--json", "--skip", "nginx"});

    INFO(failed.out, failed.err);
    CHECK(failed.exit_code != 0);
    auto parts = states(failed);
    CHECK(parts["proxy"] == "made");
    CHECK(parts["release"] != "made");
    CHECK_FALSE(parts.contains("seed"));
    CHECK(on.run_cli({"status"}).exit_code == 3);
}
