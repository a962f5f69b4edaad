// SPDX-License-Identifier: MIT
// Passes of the monitor on a simulated server, with ways of telling that the test controls.
#include "adapters/alarm_memory_file.hpp"
#include "core/backup_name.hpp"
#include "fakes/fake_machine.hpp"
#include "helpers/result_text.hpp"
#include "service_on_host.hpp"

#include <boost/json/serialize.hpp>
#include <deploy/lock.hpp>
#include <deploy/monitor.hpp>
#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace deploy;
using namespace deploy::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

/// Where alarms go, as the test has it.
struct Mailbox {
    std::vector<AlarmMessage> messages{};
    std::optional<Error> refuses{};
};

class FakeWay final : public AlarmWay {
public:
    FakeWay(std::string name, Mailbox& box) : name_{std::move(name)}, box_{box} {}
    [[nodiscard]] std::string name() const override { return name_; }
    Result<> tell(const AlarmMessage& message, std::stop_token) override {
        if (box_.refuses)
            return *box_.refuses;
        box_.messages.push_back(message);
        return {};
    }

private:
    std::string name_;
    Mailbox& box_;
};

/// All is well, at first.
struct Watching {
    ServiceOnHost on;
    FakeMachine machine;
    Mailbox mail, slack;
    AlarmWays ways;
    KeptNotes notes;
    std::chrono::system_clock::time_point began = on.process.clock.wall();

    Watching() {
        on.serve();
        for (const auto* name : {"kamal-proxy", "psyfit-db", "psyfit-redis"})
            on.host.add(name, "psyfit-local:old", true);
        on.config.monitor.url = "http://proxy/api/v1/health";
        on.config.schedule.workers_on.clear();
        const auto now = on.process.clock.wall();
        add_backup(1h);
        const auto second = std::chrono::floor<std::chrono::seconds>(now);
        on.host.certificate = ServedCertificate{.for_host = true};
        on.host.certificate->chain = {{.subject = "CN=psytech.jp",
                                       .not_before = second - std::chrono::days{30},
                                       .not_after = second + std::chrono::days{60}}};
        ways.push_back(std::make_unique<FakeWay>("mail to ops", mail));
        ways.push_back(std::make_unique<FakeWay>("Slack", slack));
    }

    /// A backup of so long before the test began.
    void add_backup(std::chrono::minutes before) {
        machine.folders[on.config.backup.directory].push_back(
            {backup_before(before), 900, began - before});
    }
    [[nodiscard]] std::string backup_before(std::chrono::minutes before) const {
        return "psyfit_production_" + backup_stamp(began - before) + ".sql.gz";
    }
    [[nodiscard]] fs::path manifest(std::chrono::minutes before) const {
        return on.config.backup.directory / (backup_before(before) + ".json");
    }
    void note_beside(std::chrono::minutes before, const BackupManifest& what) {
        machine.texts[manifest(before)] = boost::json::serialize(to_json(what));
    }
    Result<MonitorReport> pass(MonitorAction action = MonitorAction::watch) {
        on.host.elapsed += 5min;
        return monitor(on.config, on.process.ports(), machine, ways, action, notes, {});
    }
    [[nodiscard]] fs::path memory() const { return on.state.path() / "psyfit-web.monitor"; }
    FakeHost& host() { return on.host; }
    void fill_disk() { machine.space.available = 5; }
};

const MonitoredCheck& check(const MonitorReport& report, const std::string& name) {
    for (const auto& each : report.checks)
        if (each.finding.check == name)
            return each;
    FAIL("no check ", name);
    return report.checks.front();
}

} // namespace

TEST_CASE("a server on which all is well is told by nothing but the report") {
    Watching on;

    const auto report = on.pass();

    REQUIRE(report);
    for (const auto& each : report->checks)
        CHECK_MESSAGE(each.finding.well, each.finding.check, ": ", each.finding.detail);
    CHECK(report->all_well());
    CHECK(report->checks.size() == 12);
    CHECK(report->due.empty());
    CHECK(on.mail.messages.empty());
}

TEST_CASE("a service without a database or Redis here is not alarmed for them, nor for backups") {
    Watching on;
    on.on.config.database.container.clear();
    on.on.config.redis.container.clear();
    on.machine.folders.clear();

    const auto report = on.pass();

    REQUIRE(report);
    CHECK(report->all_well());
    CHECK(report->checks.size() == 8);
}

TEST_CASE("three passes with a full disk raise one alarm on every way, and its end another") {
    Watching on;
    on.fill_disk();

    CHECK_FALSE(on.pass()->all_well());
    REQUIRE(on.pass());
    CHECK(on.mail.messages.empty());
    const auto third = on.pass();
    REQUIRE(on.pass());

    REQUIRE(on.mail.messages.size() == 1);
    CHECK(on.slack.messages.size() == 1);
    CHECK(on.mail.messages[0].subject == "psyfit-web: DOWN disk");
    CHECK(check(*third, "disk").alarm.state == Alarm::State::down);
    CHECK(third->told.size() == 2);

    on.machine.space.available = 50;
    CHECK(on.pass()->all_well());
    REQUIRE(on.mail.messages.size() == 2);
    CHECK(on.mail.messages[1].subject == "psyfit-web: UP disk");
    CHECK(on.mail.messages[1].lines.at(0).find("after 20 min") != std::string::npos);
}

TEST_CASE("a disk of Docker's own that fills up is noticed") {
    Watching on;
    on.machine.spaces["/var/lib/docker"] = {.total = 100, .available = 4};
    CHECK(check(*on.pass(), "disk").finding.detail ==
          "the disk of /var/lib/docker is 96 % full, more than 90 %");
}

TEST_CASE("each check has its own count and its own repetition") {
    Watching on;
    on.fill_disk();
    REQUIRE(on.pass());
    on.host().certificate.reset();
    REQUIRE(on.pass());
    REQUIRE(on.pass());
    REQUIRE(on.pass());

    REQUIRE(on.mail.messages.size() == 2);
    CHECK(on.mail.messages[0].subject.ends_with(": DOWN disk"));
    CHECK(on.mail.messages[1].subject.ends_with(": DOWN certificate"));
}

TEST_CASE("each host's certificate has an alarm of its own") {
    Watching on;
    on.on.config.proxy.hosts = {"psytech.jp", "www.psytech.jp", "*.psytech.jp"};
    on.on.config.monitor.failures = 1;
    CHECK(on.pass()->all_well());
    on.host().certificates["psytech.jp"] = std::nullopt;
    REQUIRE(on.pass());
    on.host().certificates["www.psytech.jp"] = std::nullopt;
    const auto report = on.pass();

    REQUIRE(report);
    CHECK(check(*report, "certificate www.psytech.jp").finding.detail ==
          "www.psytech.jp:443 does not answer");
    REQUIRE(on.mail.messages.size() == 2);
    CHECK(on.mail.messages[0].subject == "psyfit-web: DOWN certificate");
    CHECK(on.mail.messages[1].subject == "psyfit-web: DOWN certificate www.psytech.jp");
}

TEST_CASE("one way is enough; where none takes it, it is told again in the next pass") {
    Watching on;
    on.on.config.monitor.failures = 1;
    on.fill_disk();
    on.mail.refuses = Error{Errc::refused, "no such mailbox"};
    on.slack.refuses = Error{Errc::unreachable, "Slack does not answer"};

    const auto first = on.pass();
    REQUIRE(first);
    CHECK(first->told.at(0).failure.value().message == "no such mailbox");
    REQUIRE(on.notes.warnings.size() == 2);
    CHECK(on.notes.warnings[0] == "mail to ops was not told: no such mailbox");

    on.slack.refuses.reset();
    REQUIRE(on.pass());
    CHECK(on.slack.messages.size() == 1);
    REQUIRE(on.pass());
    CHECK_MESSAGE(on.slack.messages.size() == 1, "somebody knows");
}

TEST_CASE("a copy that failed or never came raises an alarm of its own, one under way does not") {
    Watching on;
    on.on.config.monitor.failures = 1;
    on.on.config.storage.url = "https://s3.example";
    CHECK(check(*on.pass(), "copy").finding.detail == "no copy is due yet");
    on.note_beside(1h, {.copy_failure = "the storage says AccessDenied"});

    const auto failed = on.pass();
    REQUIRE(failed);
    CHECK(check(*failed, "copy")
              .finding.detail.ends_with(".sql.gz is not copied: the storage says AccessDenied"));
    CHECK(check(*failed, "backup").finding.well);
    REQUIRE(on.mail.messages.size() == 1);
    CHECK(on.mail.messages[0].subject == "psyfit-web: DOWN copy");

    on.add_backup(1min); // its copy is under way, and says nothing of the one before
    CHECK_FALSE(check(*on.pass(), "copy").finding.well);
    on.note_beside(1min, {.copy = "backups/x.sql.gz"});
    CHECK(check(*on.pass(), "copy").finding.detail.ends_with("is copied to backups/x.sql.gz"));
    CHECK(on.mail.messages.back().subject == "psyfit-web: UP copy");
    on.on.config.storage.url.clear();
    CHECK(on.pass()->checks.size() == 12);
}

TEST_CASE("a backup of which nobody says that it was copied has none, once that is due") {
    Watching on;
    on.on.config.storage.url = "https://s3.example";
    on.on.config.backup.timeout = 25min;
    const auto late = on.pass();
    REQUIRE(late);
    CHECK(check(*late, "copy").finding.detail.ends_with(" has no copy in the storage"));
    on.machine.texts[on.manifest(1h)] = "{\"damaged";
    CHECK_FALSE(check(*on.pass(), "copy").finding.well);
    on.machine.folders[on.on.config.backup.directory].clear();
    CHECK_MESSAGE(check(*on.pass(), "copy").finding.well, "the check of the backup tells that");
}

TEST_CASE("a drill that failed raises an alarm, until the newest backup that was tried restores") {
    Watching on;
    on.on.config.monitor.failures = 1;
    CHECK(check(*on.pass(), "drill").finding.detail == "no drill is noted");
    on.note_beside(1h, {.drill_failure = "it cannot be loaded\nDETAIL:  (name)=(Hanako)"});

    const auto failed = on.pass();
    REQUIRE(failed);
    CHECK(check(*failed, "drill").finding.detail ==
          "the drill of " + on.backup_before(1h) + " failed: it cannot be loaded");
    REQUIRE(on.mail.messages.size() == 1);
    CHECK(on.mail.messages[0].subject == "psyfit-web: DOWN drill");

    on.add_backup(1min); // nobody tried it
    CHECK_FALSE(check(*on.pass(), "drill").finding.well);
    on.note_beside(1min, {.drilled = "2026-12-01T04:30:12Z"});
    CHECK(check(*on.pass(), "drill").finding.detail ==
          on.backup_before(1min) + " restored in a drill, 2026-12-01T04:30:12Z");
    CHECK(on.mail.messages.back().subject == "psyfit-web: UP drill");
}

TEST_CASE("nothing is looked at while a deployment runs, and nothing changes") {
    Watching on;
    on.fill_disk();
    REQUIRE(on.pass());
    const auto before = read_file(on.memory());
    const auto held =
        HostLock::acquire(lock_file(on.on.config), "deployment of psyfit-web", {}, {});
    REQUIRE(held);

    const auto report = on.pass();

    REQUIRE(report);
    CHECK(report->skipped.find("deployment of psyfit-web") != std::string::npos);
    CHECK(report->checks.empty());
    CHECK(report->all_well());
    CHECK(read_file(on.memory()) == before);
}

TEST_CASE("a dry run looks, and neither tells nor remembers") {
    Watching on;
    on.on.config.monitor.failures = 1;
    on.fill_disk();

    const auto report = on.pass(MonitorAction::look);

    REQUIRE(report);
    CHECK(report->due.size() == 1);
    CHECK(report->told.empty());
    CHECK(on.mail.messages.empty());
    CHECK(fs::is_empty(on.on.state.path()));
}

TEST_CASE("a dry run knows what is remembered, and needs not wait for another pass") {
    Watching on;
    on.fill_disk();
    REQUIRE(on.pass());
    const auto other = AlarmMemoryFile::open(on.on.state.path(), on.on.config.service);
    REQUIRE(other);

    const auto report = on.pass(MonitorAction::look);

    REQUIRE(report);
    CHECK(check(*report, "disk").alarm.failures == 2);
    CHECK(on.pass().error().is(Errc::locked));
}

TEST_CASE("what is remembered is for its owner only, and a damaged file begins anew with a word") {
    Watching on;
    on.fill_disk();
    REQUIRE(on.pass());
    struct stat info {};
    REQUIRE(::stat(on.memory().c_str(), &info) == 0);
    CHECK((info.st_mode & 0777) == 0600);
    write_file(on.memory(), "{\"version\":1,\"al");

    const auto report = on.pass();

    REQUIRE(report);
    REQUIRE(on.notes.warnings.size() == 1);
    CHECK(on.notes.warnings[0].starts_with("what the monitor remembered is damaged"));
    CHECK(check(*report, "disk").alarm.failures == 1);
    REQUIRE(on.pass());
    CHECK(on.notes.warnings.size() == 1);
}

TEST_CASE("a link in the place of the memory is not followed") {
    Watching on;
    fs::create_symlink("/etc/passwd", on.memory());

    CHECK(on.pass().error().is(Errc::precondition));
}

TEST_CASE("what is wrong with the containers is told, one check each") {
    Watching on;
    FakeHost::end(*on.host().find("psyfit-db"), 137);
    on.host().containers.erase(on.host().find("psyfit-redis")->id);
    on.host().route.reset();

    const auto report = on.pass();

    REQUIRE(report);
    CHECK_FALSE(check(*report, "health").finding.well);
    CHECK(check(*report, "service").finding.detail == "the proxy does not know psyfit-web");
    CHECK(check(*report, "proxy").finding.well);
    CHECK(check(*report, "database").finding.detail.starts_with("psyfit-db does not run"));
    CHECK(check(*report, "redis").finding.detail == "there is no container psyfit-redis");
}

TEST_CASE("a container that restarted between two passes is noticed in the second") {
    Watching on;
    CHECK(check(*on.pass(), "restarts").finding.well);
    on.host().find("psyfit-db")->restarts = 2;

    const auto report = on.pass();

    CHECK(check(*report, "restarts").finding.detail ==
          "psyfit-db restarted 2 times since the last look");
    CHECK(check(*on.pass(), "restarts").finding.well);
}

TEST_CASE("workers are asked in their hours only, and a paused queue is not well then") {
    Watching on;
    on.on.config.schedule.workers_on = "0 8 * * *";
    const auto clock = [&](const char* time) { on.machine.programs["env"] = {0, time}; };
    clock("2026 11 25 21 00\n");
    CHECK(check(*on.pass(), "workers").finding.detail == "they need not run now");

    clock("2026 11 25 12 00\n");
    CHECK_MESSAGE(!check(*on.pass(), "workers").finding.well, "there is no such program");
    on.machine.programs.clear();
    CHECK_FALSE(check(*on.pass(), "workers").finding.well);
}

TEST_CASE("an engine that does not answer fails the checks and not the pass") {
    Watching on;
    on.host().faults.fault = Fault::error;
    on.host().faults.at = 4;

    const auto report = on.pass();

    REQUIRE(report);
    CHECK_FALSE(report->all_well());
}

TEST_CASE("without a host and a URL there is nothing to look at") {
    Watching on;
    on.on.config.monitor.url.clear();
    on.on.config.proxy.hosts.clear();

    CHECK(on.pass().error().is(Errc::invalid_input));
}

TEST_CASE("the ways come from the configuration, one for each address") {
    TemporaryFolder folder;
    Config config;
    CHECK(alarm_ways_for(config)->empty());
    config.mail.to = {"a@psytech.jp", "b@psytech.jp"};
    CHECK(alarm_ways_for(config).error().message.find("mail.from") != std::string::npos);
    config.mail.from = "monitor@psytech.jp";
    CHECK(alarm_ways_for(config).error().message.find("mail.password_file") != std::string::npos);
    config.mail.password_file = folder.path() / "password";
    config.monitor.slack_webhook_file = folder.path() / "slack";

    const auto closed = alarm_ways_for(config);
    REQUIRE(closed);
    REQUIRE(closed->size() == 3);
    for (const auto& way : *closed)
        CHECK(way->tell({}, {}).error().is(Errc::precondition));

    config.mail.user.clear();
    CHECK((*alarm_ways_for(config))[1]->name() == "mail to b@psytech.jp");
}

TEST_CASE("a state directory that cannot be written to is told, and silences nothing") {
    Watching on;
    on.on.config.service = "psyfit-test-" + std::to_string(::getpid());
    on.on.config.state_directory = "/proc/psyfit-test";
    const auto spare = fs::path{"/dev/shm"} / ("psyfit-deploy-" + std::to_string(::geteuid()));
    on.fill_disk();

    for (int i = 0; i < 4; ++i)
        REQUIRE(on.pass());

    REQUIRE(on.mail.messages.size() == 1);
    CHECK(on.mail.messages[0].subject.find("disk") != std::string::npos);
    CHECK(on.mail.messages[0].subject.find("state") != std::string::npos);

    on.on.config.state_directory = on.on.state.path();
    on.machine.space.available = 50;
    REQUIRE(on.pass());
    REQUIRE_MESSAGE(on.mail.messages.size() == 2, "what was remembered elsewhere is known here");
    CHECK(on.mail.messages[1].subject.find("UP disk, state") != std::string::npos);
    CHECK_FALSE(fs::exists(spare / (on.on.config.service + ".monitor")));
    fs::remove(spare / (on.on.config.service + ".monitor.lock"));
}
