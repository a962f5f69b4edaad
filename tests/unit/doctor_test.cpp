// SPDX-License-Identifier: MIT
#include "helpers/result_text.hpp"
#include "unit/well_server.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <deploy/lock.hpp>
#include <doctest/doctest.h>

using namespace deploy;
using namespace deploy::test;

TEST_CASE("a server where all is well has no warning, and is only looked at") {
    Well on;
    const auto before = on.host.mutations;

    const auto diagnosis = on.diagnose();

    for (const auto& check : diagnosis.checks) {
        INFO(check.id, ": ", check.detail);
        CHECK((check.finding == CheckStatus::ok) != (check.finding == CheckStatus::skip));
    }
    CHECK(diagnosis.well());
    CHECK(diagnosis.count(CheckStatus::ok) > 15);
    CHECK(on.host.mutations == before);
    CHECK_FALSE(needs_recovery(diagnosis));
    CHECK(to_json(diagnosis).at("ok") == true);
    CHECK(to_json(diagnosis).at("checks").at(0).at("id") == "engine");
    CHECK(to_json(diagnosis).at("checks").at(0).at("status") == "ok");
}

TEST_CASE("no value of the environment is told") {
    Well on;
    for (const auto& check : on.diagnose().checks)
        CHECK(check.detail.find("s3cret") == std::string::npos);
}

TEST_CASE("an engine or a proxy that does not answer is a failed check, and the rest is checked") {
    for (const auto* struck : {"engine.info", "proxy.endpoint", "journal.read"}) {
        CAPTURE(struck);
        Well plain;
        plain.diagnose();
        const auto& trace = plain.host.faults.trace();
        Well on;
        on.host.faults.fault = Fault::error;
        on.host.faults.at = static_cast<int>(std::ranges::find(trace, struck) - trace.begin());

        const auto diagnosis = on.diagnose();

        CHECK_FALSE(diagnosis.well());
        CHECK(diagnosis.checks.size() == plain.diagnose().checks.size());
        CHECK(diagnosis.count(CheckStatus::ok) > 5);
    }
}

TEST_CASE("whatever port call fails, there is a diagnosis") {
    Well plain;
    plain.diagnose();
    for (int call = 0; call < plain.host.faults.calls(); ++call) {
        Well on;
        on.host.faults.fault = Fault::error;
        on.host.faults.at = call;
        on.host.faults.forever = true;
        CHECK(on.diagnose().checks.size() > 15);
    }
}

TEST_CASE("network and route are judged as a deployment does") {
    Well on;
    on.host.networks.clear();
    on.expect("network", CheckStatus::fail, "no network", "docker network create kamal");

    Well by_address;
    by_address.host.route->target = *by_address.incumbent().address_on("kamal") + ":3000";
    by_address.expect("route", CheckStatus::warn, "by its address", "psyfit-deploy");

    Well paused;
    paused.host.route->traffic = Traffic::paused;
    paused.expect("route", CheckStatus::fail, "paused", "resume");

    Well foreign;
    foreign.host.route->target = "10.9.9.9:3000";
    foreign.expect("route", CheckStatus::fail, "no container of this host");

    Well stopped;
    FakeHost::end(stopped.incumbent(), 1);
    stopped.expect("route", CheckStatus::fail, "exited", "docker start");
    stopped.expect("answer", CheckStatus::fail, "does not answer");

    Well fresh;
    fresh.host.route.reset();
    fresh.expect("route", CheckStatus::warn, "nothing was deployed yet", "--first");
    fresh.expect("answer", CheckStatus::skip, "no route");
}

TEST_CASE("journal, engine and proxy are held against each other") {
    Well left;
    left.host.records.push_back({.state = State::gating, .release = {.id = "7"}});
    left.expect("journal", CheckStatus::fail, "interrupted", "psyfit-deploy recover");
    CHECK(needs_recovery(left.diagnose()));

    Well by_hand;
    by_hand.leave("psyfit-web-other", "1");
    by_hand.expect("journal", CheckStatus::warn, "by hand");
    CHECK_FALSE(needs_recovery(by_hand.diagnose()));

    Well lost;
    lost.leave("psyfit-web-live", "1");
    lost.host.begin(*lost.host.find("psyfit-web-live"));
    lost.host.route.reset();
    lost.expect("journal", CheckStatus::fail, "lost its route", "psyfit-deploy recover");
    lost.expect("route", CheckStatus::fail, "still runs", "psyfit-deploy recover");
}

TEST_CASE("a deployment that runs is no failure, and its lock is told") {
    Well on;
    on.host.records.push_back({.state = State::gating, .release = {.id = "7"}});
    const auto held = HostLock::acquire(lock_file(on.config), "a test", {}, {});
    REQUIRE(held);

    on.expect("journal", CheckStatus::ok, "runs now");
    on.expect("lock", CheckStatus::ok, "a test");
}

TEST_CASE("recovery mends what the check of the journal found") {
    Well on;
    REQUIRE(on.deploy());
    on.host.route.reset();
    REQUIRE(needs_recovery(on.diagnose()));

    REQUIRE(on.recover());

    CHECK_FALSE(needs_recovery(on.diagnose()));
    on.expect("journal", CheckStatus::ok, "agrees");
}

TEST_CASE("a disk that fills up is a warning, a full one a failure, and so with inodes") {
    Well on;
    on.machine.space.available = 9;
    on.expect("disk", CheckStatus::warn, "91% of the disk", "psyfit-deploy cleanup");
    on.machine.space.available = 1;
    on.expect("disk", CheckStatus::fail, "99%");
    on.machine.space.inodes_available = 0;
    on.expect("inodes", CheckStatus::fail, "100% of the inodes");
    on.machine.space.inodes = 0;
    on.expect("inodes", CheckStatus::ok, "0%");
}

TEST_CASE("a protected key that is missing or empty is named") {
    Well on;
    on.config.environment.protect = {"SECRET_KEY_BASE", "BLIND_INDEX_KEY", "EMPTY"};
    on.incumbent().env.emplace_back("EMPTY=");
    on.expect("protected-keys", CheckStatus::warn, "BLIND_INDEX_KEY, EMPTY");
}

TEST_CASE("grace times that end before the proxy's are a warning") {
    Well on;
    on.config.container.stop_timeout = std::chrono::seconds{10};
    on.expect("grace-times", CheckStatus::warn, "killed after 10 s", "container.stop_timeout");

    Well own;
    own.incumbent().config["StopTimeout"] = 5;
    own.expect("grace-times", CheckStatus::warn, "killed 5 s after docker stop");
}

TEST_CASE("containers that would not come back after a restart are named with what mends it") {
    Well on;
    on.incumbent().host_config["RestartPolicy"] = boost::json::object{{"Name", "no"}};
    on.expect("restart-policy", CheckStatus::warn, "psyfit-web-old",
              "docker update --restart unless-stopped psyfit-web-old");
}

TEST_CASE("a database and a Redis that do not run are told as the monitor would") {
    Well on;
    on.expect("database", CheckStatus::ok, "psyfit-db runs");
    FakeHost::end(*on.host.find("psyfit-db"), 137);
    on.host.find("psyfit-redis")->paused = true;
    on.expect("database", CheckStatus::fail, "psyfit-db does not run", "docker start psyfit-db");
    on.expect("redis", CheckStatus::fail, "is paused", "docker unpause psyfit-redis");
    on.host.find("psyfit-redis")->paused = false;
    on.host.find("psyfit-redis")->restarting = true;
    on.expect("redis", CheckStatus::fail, "again and again", "docker logs psyfit-redis");
    on.host.containers.erase(on.host.find("psyfit-redis")->id);
    on.expect("redis", CheckStatus::fail, "no container psyfit-redis", "psyfit-deploy setup");

    on.config.database.container.clear();
    on.config.redis.container.clear();
    on.expect("database", CheckStatus::skip, "no database here");
    on.expect("redis", CheckStatus::skip, "no Redis here");
}

TEST_CASE("nginx, systemd and workflows are looked at where they are") {
    Well on;
    on.machine.programs["nginx"] = {.exit_code = 1,
                                    .output = "nginx: [emerg] no \";\"\ntest failed\n"};
    on.machine.programs["systemctl"] = {.output =
                                            "psyfit-puma.service loaded active running Puma\n"};
    on.machine.texts[on.workflows() / "deploy.yml"] = "run: ssh x bin/deploy.sh\n";
    on.expect("nginx", CheckStatus::fail, "test failed", "nginx -t");
    on.expect("systemd-puma", CheckStatus::warn, "psyfit-puma.service",
              "systemctl disable --now psyfit-puma.service");
    on.expect("workflows", CheckStatus::warn, "deploy.yml still calls bin/deploy.sh");

    on.machine.programs.clear();
    on.machine.folders.clear();
    for (const auto* id : {"nginx", "systemd-puma", "workflows"})
        on.expect(id, CheckStatus::skip, "");
}

TEST_CASE("a name that leads elsewhere, and a timezone that is not the schedule's, are warnings") {
    Well on;
    on.machine.names["psytech.jp"] = {"198.51.100.1"};
    on.machine.zone = "Etc/UTC";
    on.expect("dns", CheckStatus::warn, "198.51.100.1");
    on.expect("timezone", CheckStatus::warn, "Etc/UTC", "timedatectl set-timezone Asia/Tokyo");
    on.machine.names.clear();
    on.machine.zone.reset();
    on.expect("dns", CheckStatus::warn, "there is none");
    on.expect("timezone", CheckStatus::skip, "");
}

TEST_CASE("that nobody would be told of an alarm is a warning, and nothing is sent to find it") {
    Well on;
    on.expect("alarms", CheckStatus::ok, "mail to ops@psytech.jp");
    on.config.monitor.slack_webhook_file = on.state.path() / "none";
    on.expect("alarms", CheckStatus::warn, "Slack is told of no alarm: ", "make the file");
    on.config.monitor.slack_webhook_file.clear();
    on.config.mail.from.clear();
    on.expect("alarms", CheckStatus::warn, "`mail.from` is empty", "set `mail.from`");
    on.config.mail.to.clear();
    on.expect("alarms", CheckStatus::warn, "nobody is told of an alarm",
              "then psyfit-deploy monitor --test-alarm");
}

TEST_CASE("a backup that is old, empty, or none is a warning") {
    Well on;
    auto& backups = on.machine.folders[on.config.backup.directory];
    on.expect("backup", CheckStatus::ok, "3 hours old");
    backups[0].modified -= std::chrono::hours{24};
    on.expect("backup", CheckStatus::warn, "27 hours old", "psyfit-deploy backup");
    backups[0].size = 0;
    on.expect("backup", CheckStatus::warn, "no backup");
    backups[0].size = 1000;
    for (const auto* name : {"pre_restore_20261124_020000.sql.gz", "psyfit_production.sql.gz",
                             "psyfit_production_20261124_020000.sql.gz.tmp",
                             "psyfit_production_2026112x_020000.sql.gz"}) {
        backups[0].name = name;
        on.expect("backup", CheckStatus::warn, "no backup");
    }
    on.machine.folders.clear();
    on.expect("backup", CheckStatus::warn, "no backup");
}

TEST_CASE("the copy of the newest backup is told with it, where a storage is configured") {
    Well on;
    const auto newest = on.machine.folders[on.config.backup.directory][0].name;
    auto& manifest = on.machine.texts[on.config.backup.directory / (newest + ".json")];
    on.config.storage.url = "https://s3.example";
    on.expect("backup", CheckStatus::ok, "3 hours old; no copy is due yet");
    manifest = boost::json::serialize(to_json(BackupManifest{.copy = "backups/x"}));
    on.expect("backup", CheckStatus::ok, newest + " is copied to backups/x");
    manifest = boost::json::serialize(to_json(BackupManifest{.copy_failure = "no bucket"}));
    on.expect("backup", CheckStatus::warn, newest + " is not copied: no bucket",
              "psyfit-deploy backup");
    manifest.clear();
    on.config.backup.timeout = std::chrono::hours{1};
    on.expect("backup", CheckStatus::warn, "has no copy in the storage", "psyfit-deploy backup");
}

TEST_CASE("where the service has no database here, no backup of it is asked for") {
    Well on;
    on.machine.folders.clear();
    on.config.database.container.clear();
    on.expect("backup", CheckStatus::skip, "no database here");
}

TEST_CASE("memory that is too little for two versions is a warning") {
    Well on;
    on.incumbent().host_config["Memory"] = std::int64_t{2} << 30U;
    on.host.memory_available = std::int64_t{1} << 30U;
    on.expect("memory", CheckStatus::warn, "2048 MiB needed");
    on.host.memory_available = std::int64_t{3} << 30U;
    on.expect("memory", CheckStatus::ok, "3072 MiB available");
}

TEST_CASE("the certificate is judged as its own command does") {
    Well on;
    on.host.certificate = on.certificate(std::chrono::days{10});
    on.expect("certificate", CheckStatus::warn, "expires in 10 days", "certbot renew");
    on.host.certificate = on.certificate(-std::chrono::days{1});
    on.expect("certificate", CheckStatus::fail, "expired", "psyfit-deploy certificate");
    on.host.certificate.reset();
    on.expect("certificate", CheckStatus::warn, "");
}

TEST_CASE("where the proxy ends TLS, its log tells of certificates, and no Nginx is missed") {
    Well on;
    on.host.route->tls = true;
    on.host.certificate = on.certificate(std::chrono::days{10});
    on.expect("certificate", CheckStatus::warn, "expires in 10 days", "docker logs kamal-proxy");

    on.machine.programs["pgrep"] = {.exit_code = 1};
    on.expect("nginx", CheckStatus::fail, "nobody reaches the service");
    on.host.find("kamal-proxy")->host_config["PortBindings"] = boost::json::parse(
        R"({"80/tcp": [{"HostIp": "", "HostPort": "80"}],
            "443/tcp": [{"HostIp": "", "HostPort": "443"}]})");
    on.expect("nginx", CheckStatus::skip, "kamal-proxy is published on 443 itself");
}

TEST_CASE("the certificate of every host is looked at, and what is wrong names its host") {
    Well on;
    on.config.proxy.hosts = {"psytech.jp", "www.psytech.jp", "*.psytech.jp"};
    on.machine.names["www.psytech.jp"] = on.machine.own;
    on.host.certificates["www.psytech.jp"] = on.certificate(std::chrono::days{40});
    on.expect("certificate", CheckStatus::ok,
              "all 2 hosts; the first to end: www.psytech.jp:443: 40 days left");
    on.host.certificates["www.psytech.jp"] = on.certificate(std::chrono::days{10});
    on.expect("certificate", CheckStatus::warn, "www.psytech.jp:443: it expires in 10 days",
              "certbot renew");
    on.host.certificates["www.psytech.jp"] = on.certificate(-std::chrono::days{1});
    on.expect("certificate", CheckStatus::fail, "www.psytech.jp:443: it expired",
              "psyfit-deploy certificate www.psytech.jp:443");
    on.host.certificates["psytech.jp"] = std::nullopt;
    on.expect("certificate", CheckStatus::fail,
              "psytech.jp:443 does not answer; www.psytech.jp:443: it expired",
              "psyfit-deploy certificate www.psytech.jp:443");
    on.config.proxy.hosts = {"*.psytech.jp"};
    on.expect("certificate", CheckStatus::skip, "no host");
}

TEST_CASE("what does not happen by itself is told, and how it would") {
    Well on;
    on.expect("schedule", CheckStatus::ok, "6 jobs by systemd");

    on.units.timers.erase("psyfit-deploy-psyfit-web-monitor.timer");
    on.expect("schedule", CheckStatus::warn, "inactive: monitor", "schedule install --yes");
    on.schedule();
    on.crontab.text = "0 3 * * * /home/app/bin/backup.sh\n";
    on.expect("schedule", CheckStatus::warn, "line 1 runs bin/backup.sh");

    Well bare;
    bare.units.files.clear();
    bare.units.timers.clear();
    bare.expect("schedule", CheckStatus::warn, "missing: monitor, backup", "schedule install");
    bare.crontab.text = "# BEGIN psyfit-deploy psyfit-web\n";
    bare.expect("schedule", CheckStatus::warn, "damaged", "crontab -e");
}
