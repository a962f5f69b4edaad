// SPDX-License-Identifier: MIT
#include "setup_on_host.hpp"

#include "helpers/result_text.hpp"
#include "support/json_fields.hpp"

#include <algorithm>
#include <array>
#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>
#include <functional>
#include <utility>

using namespace deploy;
using namespace deploy::test;

namespace {

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

/// All but TLS, which Nginx ends.
constexpr std::array<std::string_view, 8> own_parts{"secrets", "network", "database", "redis",
                                                    "proxy",   "nginx",   "release",  "seed"};

void check_done(const SetupReport& report) {
    const auto why = report.failure ? report.failure->message : std::string{};
    CAPTURE(why);
    REQUIRE_FALSE(report.failure);
}

/// Whether the authority gives any.
enum class Certificates : unsigned char { none, given };

/// Kills a setup of an empty host at one of its calls; false where it has not that many.
bool is_killed(SetupOnHost& on, const SetupRequest& request, Fault fault, int call) {
    on.host.faults.fault = fault;
    on.host.faults.at = call;
    try {
        static_cast<void>(on.run(request));
    } catch (const Crash&) {
        on.host.faults.at = -1;
        return true;
    }
    return false;
}

/// At each call in turn, and has the next run finish it, after which one more changes nothing; how
/// often that was. `then` is told of each host that is finished.
int kills_at_every_call(const SetupRequest& request, const std::function<void(SetupOnHost&)>& then,
                        Certificates certificates = Certificates::given) {
    int kills = 0;
    for (const auto fault : {Fault::crash_before, Fault::crash_after})
        for (int call = 0; call >= 0; ++call) {
            SetupOnHost on;
            if (certificates == Certificates::given)
                on.host.certificate.emplace();
            if (!is_killed(on, request, fault, call))
                break;
            ++kills;
            CAPTURE(on.host.faults.struck_call());
            check_done(on.run(request));
            CHECK(on.host.routed() != nullptr);
            CHECK_MESSAGE(on.seeds >= 1, "seeded, once unless it was killed before it was noted");
            CHECK(on.seeds <= 2);
            CHECK(on.host.containers.size() == 4);
            CHECK_FALSE(on.run(request).changed());
            then(on);
        }
    return kills;
}

} // namespace

TEST_CASE("an empty host gets every part, and a second run changes nothing") {
    SetupOnHost on;

    const auto made = on.run();

    check_done(made);
    for (const auto name : own_parts)
        CHECK_MESSAGE(part_of(made, name).state == SetupState::made, name);
    CHECK(part_of(made, "tls").state == SetupState::skipped);
    CHECK(made.changed());
    CHECK(on.seeds == 1);
    CHECK(on.host.networks.contains("kamal"));
    for (const auto* name : {"psyfit-db", "psyfit-redis", "kamal-proxy"}) {
        const auto* const container = on.host.find(name);
        REQUIRE(container != nullptr);
        CHECK(container->running);
        CHECK(container->host_config.at("RestartPolicy").at("Name") == "unless-stopped");
    }
    CHECK(on.host.routed() != nullptr);
    const auto created = on.host.created;
    const auto routed = on.host.routed()->id;

    const auto again = on.run();

    check_done(again);
    CHECK_FALSE(again.changed());
    for (const auto name : own_parts)
        CHECK_MESSAGE(part_of(again, name).state == SetupState::kept, name);
    CHECK(on.host.created == created);
    CHECK(on.host.routed()->id == routed);
    CHECK(on.seeds == 1);
    CHECK(on.web.writes == 1);
}

TEST_CASE("a service without a database or Redis here gets none, and no one asks for them") {
    SetupOnHost on;
    on.config.database.container.clear();
    on.config.redis.container.clear();

    const auto made = on.run();

    check_done(made);
    for (const auto* name : {"database", "redis"})
        CHECK(part_of(made, name).state == SetupState::skipped);
    CHECK(on.host.find("psyfit-db") == nullptr);
    CHECK(on.host.routed() != nullptr);
}

TEST_CASE("a dry run tells every part and touches nothing") {
    SetupOnHost on;

    const auto told = on.run({.changes = Changes::told});

    check_done(told);
    for (const auto name : own_parts)
        CHECK_MESSAGE(part_of(told, name).state == SetupState::would_make, name);
    CHECK(contains(part_of(told, "database").detail, "which would be fetched"));
    CHECK(on.host.mutations == 0);
    CHECK(on.web.writes == 0);
    CHECK(std::filesystem::is_empty(on.state.path()));
    CHECK_FALSE(std::filesystem::exists(on.config.setup.secrets));
}

TEST_CASE("killed at any call, the next run finishes it") {
    for (const auto entrance : {Entrance::behind_web_server, Entrance::open})
        CHECK(kills_at_every_call({.entrance = entrance}, [&](SetupOnHost& on) {
                  CHECK(on.host.route->tls == (entrance == Entrance::open));
              }) > 60);
}

TEST_CASE("killed before a certificate came, the next run leaves no route that nobody explains") {
    const SetupRequest open{.entrance = Entrance::open};
    int left = 0;
    kills_at_every_call(
        open,
        [&](SetupOnHost& on) {
            const auto report = on.run(open);
            const auto& tls = part_of(report, "tls");
            CHECK(tls.state == SetupState::for_a_person);
            CHECK_FALSE(tls.steps.empty());
            left += on.host.route->tls ? 1 : 0;
        },
        Certificates::none);
    CHECK_MESSAGE(left > 0, "one was killed while TLS was on");
}

TEST_CASE("what is there is kept, and told where it differs") {
    SetupOnHost on;
    on.host.networks.emplace("kamal");
    on.host.add_image("postgres:15", "");
    on.host.add("psyfit-db", "postgres:15", true);

    const auto report = on.run();

    check_done(report);
    const auto& database = part_of(report, "database");
    CHECK(database.state == SetupState::kept);
    CHECK(contains(database.detail, "its image is postgres:15, not postgres:16"));
    CHECK(contains(database.detail, "publishes none, not 127.0.0.1:5433 for 5432/tcp"));
    CHECK(contains(database.detail, "does not have the volume psyfit_postgres"));
    CHECK(contains(database.detail, "does not start with the machine"));
    CHECK(on.host.find("psyfit-db")->image == "postgres:15");
}

TEST_CASE("a service that is live already is neither seeded nor given secrets") {
    SetupOnHost on;
    on.host.networks.emplace("kamal");
    on.serve();

    const auto report = on.run({.skip = {"database", "redis"}});

    check_done(report);
    CHECK(part_of(report, "secrets").state == SetupState::skipped);
    CHECK(part_of(report, "release").state == SetupState::kept);
    CHECK(part_of(report, "seed").state == SetupState::skipped);
    CHECK(on.seeds == 0);
    CHECK_FALSE(std::filesystem::exists(on.config.setup.secrets));
}

TEST_CASE("an image that is nowhere is told, and what was made before stays for the next run") {
    SetupOnHost on;
    on.host.registry.erase("redis:7");

    const auto report = on.run();

    REQUIRE(report.failure);
    CHECK(report.failure->is(Errc::not_found));
    CHECK(report.failure->message == "redis: the registry has no redis:7");
    CHECK(report.parts.size() == 3);

    on.host.registry.insert("redis:7");
    const auto next = on.run();
    check_done(next);
    CHECK(part_of(next, "database").state == SetupState::kept);
    CHECK(part_of(next, "redis").state == SetupState::made);
}

TEST_CASE("the first version is migrated also where ordinary deployments run no migration") {
    SetupOnHost on;
    std::vector<std::string> migrated;
    on.host.faults.check = [&] {
        for (const auto& [id, container] : on.host.containers)
            if (container.name.ends_with("-release"))
                migrated = fields::texts(container.config, "Cmd");
    };

    const auto told = on.run({.changes = Changes::told});
    CHECK(contains(part_of(told, "release").detail, "; migrated by bin/rails db:migrate; later "));
    const auto made = on.run();

    check_done(made);
    CHECK(migrated == std::vector<std::string>{"bin/rails", "db:migrate"});
    CHECK(contains(part_of(made, "release").detail,
                   "; migrated by bin/rails db:migrate; later deployments run none, since "
                   "release.command is empty"));
    migrated.clear();
    REQUIRE(on.deploy());
    CHECK_MESSAGE(migrated.empty(), "what is ordinary stays as it is configured");
}

TEST_CASE("a release command that is configured migrates the first version, too") {
    SetupOnHost on;
    on.config.release.command = {"bin/migrate"};
    CHECK(part_of(on.run(), "release").detail.ends_with("; migrated by bin/migrate"));

    SetupOnHost without;
    without.config.setup.migrate.clear();
    CHECK(contains(part_of(without.run(), "release").detail, "; no migration is run; later "));
}

TEST_CASE("a seed that fails is told, and runs again the next time until it succeeds") {
    SetupOnHost on;
    on.seed_code = 3;

    const auto report = on.run();

    REQUIRE(report.failure);
    CHECK(contains(report.failure->message, "the seed ended with exit code 3"));
    CHECK(contains(report.failure->message, "seeding"));
    CHECK(on.host.routed() != nullptr);

    on.seed_code = 0;
    check_done(on.run());
    check_done(on.run());
    CHECK(on.seeds == 2);
}

TEST_CASE("a server that ends or never answers is told with its log") {
    SetupOnHost on;
    on.host.programs = [](const ContainerCommand&) -> Result<CommandEnd> {
        return CommandEnd{.exit_code = 2, .errors = "no response"};
    };

    const auto report = on.run();

    REQUIRE(report.failure);
    CHECK(contains(report.failure->message, "database: psyfit-db does not answer: no response"));
    CHECK(contains(report.failure->message, "booting"));
    CHECK(report.failure->fix == "docker logs psyfit-db");
}

TEST_CASE("a database that is kept and never answers is told where it has to listen") {
    SetupOnHost on;
    on.host.add_image("postgres:16", "");
    on.host.add("psyfit-db", "postgres:16", true);
    on.host.programs = [](const ContainerCommand&) -> Result<CommandEnd> {
        return CommandEnd{.exit_code = 2, .errors = "127.0.0.1:5432 - no response\n"};
    };

    const auto report = on.run();

    REQUIRE(report.failure);
    CHECK(contains(report.failure->message,
                   "database: psyfit-db does not answer: 127.0.0.1:5432 - no response; one that is "
                   "kept has to listen on 127.0.0.1, port 5432, inside its container"));
    CHECK(report.failure->fix == "docker logs psyfit-db");
    CHECK(on.host.find("psyfit-db")->running);
}

TEST_CASE("a password that no server is told safely is refused before anything is made of it") {
    SetupOnHost on;
    write_file(on.config.setup.secrets, "REDIS_PASSWORD=\"a \\\"quoted\\\" one\"\n");
    std::filesystem::permissions(on.config.setup.secrets, std::filesystem::perms::owner_all);

    const auto report = on.run();

    REQUIRE(report.failure);
    CHECK(contains(report.failure->message, "REDIS_PASSWORD has a quote"));
    CHECK_FALSE(contains(report.failure->message, "quoted"));
    CHECK(on.host.find("psyfit-redis") == nullptr);
}

TEST_CASE("without Nginx or a certificate the steps are told") {
    SetupOnHost on;
    on.web.certified.clear();
    const auto bare = on.run();
    check_done(bare);
    CHECK(contains(part_of(bare, "nginx").steps.at(0), "certbot certonly --webroot"));
    CHECK_FALSE(contains(on.web.present->text, "443"));

    on.web.certified = {"psytech.jp"};
    CHECK(part_of(on.run(), "nginx").state == SetupState::made);
    CHECK(contains(on.web.present->text, "listen 443 ssl"));

    on.web.installed = false;
    CHECK(part_of(on.run(), "nginx").state == SetupState::for_a_person);
    CHECK(part_of(on.run({.entrance = Entrance::open}), "nginx").state == SetupState::skipped);
}

TEST_CASE("a proxy that is open to the world ends TLS, once, and later versions keep it") {
    SetupOnHost on;
    on.host.certificate.emplace();
    const SetupRequest open{.entrance = Entrance::open};
    const auto told = on.run({.changes = Changes::told, .entrance = Entrance::open});
    check_done(told);
    CHECK(part_of(told, "tls").state == SetupState::would_make);
    CHECK(contains(part_of(told, "tls").detail, "psytech.jp, by the proxy"));
    CHECK(on.host.mutations == 0);

    const auto made = on.run(open);

    check_done(made);
    CHECK(part_of(made, "tls").state == SetupState::made);
    CHECK(part_of(made, "tls").detail == "psytech.jp, by the proxy");
    REQUIRE(on.host.route);
    CHECK(on.host.route->tls);
    const auto again = on.run(open);
    CHECK(part_of(again, "tls").state == SetupState::kept);
    CHECK_FALSE(again.changed());
    REQUIRE(on.deploy());
    CHECK(on.host.route->tls);

    on.host.certificate.reset();
    const auto lost = on.run(open);
    CHECK(part_of(lost, "tls").state == SetupState::for_a_person);
    CHECK(contains(part_of(lost, "tls").detail, "psytech.jp is not served by https"));
    CHECK(contains(part_of(lost, "tls").steps.at(1), "docker logs kamal-proxy"));
    CHECK_MESSAGE(on.host.route->tls, "browsers would not go back");
}

TEST_CASE("without a certificate the route is as before, and what it takes is told") {
    SetupOnHost on;

    const auto bare = on.run({.entrance = Entrance::open});

    check_done(bare);
    CHECK(part_of(bare, "tls").state == SetupState::for_a_person);
    CHECK(contains(part_of(bare, "tls").detail, "psytech.jp is not served by https"));
    CHECK(contains(part_of(bare, "tls").steps.at(1), "psyfit-deploy setup --public"));
    REQUIRE(on.host.route);
    CHECK_FALSE(on.host.route->tls);
    CHECK(on.seeds == 1);
}

TEST_CASE("TLS is left alone where it is not wanted, or no certificate could be fetched") {
    SetupOnHost on;
    on.host.certificate.emplace();
    const SetupRequest open{.entrance = Entrance::open};
    on.config.proxy.tls = "none";
    CHECK(part_of(on.run(open), "tls").detail == "proxy.tls is none");
    on.config.proxy.tls = "acme";
    on.host.route->hosts = {"psytech.jp", "*.psytech.jp"};
    CHECK(contains(part_of(on.run(open), "tls").detail, "certificate for *.psytech.jp"));
    on.host.route->hosts.clear();
    CHECK(contains(part_of(on.run(open), "tls").detail, "for every host"));
    on.host.route->hosts = {"psytech.jp"};
    on.host.tls_url.clear();
    CHECK(part_of(on.run(open), "tls").detail == "kamal-proxy publishes no port for it");
    CHECK_FALSE(on.host.route->tls);
    CHECK(part_of(on.run(open), "tls").state == SetupState::skipped);
    CHECK(std::ranges::count(on.host.faults.trace(), "proxy.route_to") == 1);
}

TEST_CASE("an answer of the proxy that is lost while TLS begins is read back") {
    for (const auto fault : {Fault::lost, Fault::vanished}) {
        SetupOnHost on;
        on.host.certificate.emplace();
        on.config.proxy.tls = "none";
        check_done(on.run({.entrance = Entrance::open}));
        on.config.proxy.tls = "acme";
        bool struck = false;
        on.host.faults.schedule = [&](int /*number*/) {
            const bool moves = on.host.faults.trace().back() == "proxy.route_to";
            return moves && !std::exchange(struck, true) ? fault : Fault::none;
        };

        const auto report = on.run({.entrance = Entrance::open});

        CHECK(struck);
        CHECK(on.host.route->tls == (fault == Fault::lost));
        CHECK(report.failure.has_value() == (fault == Fault::vanished));
        check_done(on.run({.entrance = Entrance::open}));
        CHECK(on.host.route->tls);
    }
}

TEST_CASE("a site that somebody else made stays, and one that is refused ends the setup") {
    SetupOnHost on;
    on.web.present = Site{.text = "server {}\n", .enabled = true};
    const auto foreign = on.run();
    check_done(foreign);
    CHECK(part_of(foreign, "nginx").state == SetupState::kept);
    CHECK(on.web.present->text == "server {}\n");

    on.web.present.reset();
    on.web.refuses = true;
    CHECK(on.run().failure.value().is(Errc::refused));
}

TEST_CASE("the parts in JSON have no secret") {
    SetupOnHost on;
    const auto json = boost::json::serialize(to_json(on.run()));

    const auto values = parse_environment_file(read_file(on.config.setup.secrets), "file").value();
    for (const auto& [key, value] : values)
        CHECK_FALSE(contains(json, value));
}
