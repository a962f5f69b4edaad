// SPDX-License-Identifier: MIT
// One check from pass to pass, what is told of it, and how that is remembered and written.
#include "core/alarm_memory.hpp"
#include "core/backup_name.hpp"
#include "core/findings.hpp"
#include "core/mail_message.hpp"
#include "helpers/result_text.hpp"

#include <doctest/doctest.h>

using namespace deploy;
using namespace std::chrono_literals;
using Is = Alarm::State;
using Due = Notification::Kind;
using std::chrono::sys_seconds;

namespace {

constexpr sys_seconds start{1'800'000'000s};
const Finding bad{"disk", false, "95 % full"};
const Finding good{"disk", true, "40 % full"};

/// One check, looked at every five minutes.
struct Watched {
    AlarmRules rules{};
    Alarm alarm{};
    sys_seconds now = start;
    bool delivered = true;

    /// What was told in this pass.
    std::optional<Due> pass(const Finding& finding, std::chrono::seconds later = 5min) {
        now += later;
        alarm = advance(alarm, finding, rules, now);
        last = due("disk", alarm, rules, now);
        if (last && delivered)
            alarm = after_telling(alarm, now);
        return last ? std::optional{last->kind} : std::nullopt;
    }
    std::optional<Notification> last{};
};

} // namespace

TEST_CASE("the third failure in a row raises the alarm, once") {
    Watched disk;

    CHECK_FALSE(disk.pass(bad));
    CHECK(disk.alarm.state == Is::failing);
    CHECK_FALSE(disk.pass(bad));
    CHECK(disk.pass(bad) == Due::down);
    CHECK(disk.last->outage == 10min);
    CHECK(disk.last->detail == "95 % full");
    CHECK(disk.alarm.state == Is::down);
    CHECK_FALSE(disk.pass(bad));
}

TEST_CASE("a success in between starts the count anew") {
    Watched disk;
    disk.pass(bad);
    disk.pass(bad);
    CHECK_FALSE(disk.pass(good));
    CHECK(disk.alarm == Alarm{});
    CHECK_FALSE(disk.pass(bad));
    CHECK(disk.alarm.failures == 1);
}

TEST_CASE("an alarm that lasts is told again every six hours") {
    Watched disk{.rules = {.failures = 1}};
    CHECK(disk.pass(bad) == Due::down);
    CHECK_FALSE(disk.pass(bad, 6h - 1s));
    CHECK(disk.pass(bad, 1s) == Due::still_down);
    CHECK(disk.last->outage == 6h);
    CHECK_FALSE(disk.pass(bad, 5h));
    CHECK(disk.pass(bad, 1h) == Due::still_down);
}

TEST_CASE("the recovery is told once, with how long it lasted") {
    Watched disk{.rules = {.failures = 1}};
    disk.pass(bad);
    disk.pass(bad);
    CHECK(disk.pass(good) == Due::up);
    CHECK(disk.last->outage == 10min);
    CHECK(disk.alarm == Alarm{});
    CHECK_FALSE(disk.pass(good));
}

TEST_CASE("what nobody took over stays due") {
    Watched disk{.rules = {.failures = 1}, .delivered = false};
    CHECK(disk.pass(bad) == Due::down);
    CHECK(disk.pass(bad) == Due::down);
    disk.delivered = true;
    CHECK(disk.pass(bad) == Due::down);
    CHECK_FALSE(disk.pass(bad));

    disk.delivered = false;
    CHECK(disk.pass(good) == Due::up);
    const auto outage = disk.last->outage;
    disk.delivered = true;
    CHECK(disk.pass(good) == Due::up);
    CHECK_MESSAGE(disk.last->outage == outage, "it ended when it ended");
    CHECK_FALSE(disk.pass(good));
}

TEST_CASE("a check that fails again before its recovery was told is the same outage") {
    Watched disk{.rules = {.failures = 3}, .delivered = true};
    for (int i = 0; i < 3; ++i)
        disk.pass(bad);
    disk.delivered = false;
    disk.pass(good);
    disk.delivered = true;

    CHECK_FALSE(disk.pass(bad));
    CHECK(disk.alarm.state == Is::down);
    CHECK(disk.alarm.since == start + 5min);
}

TEST_CASE("a clock that is put back neither silences an alarm nor makes an outage negative") {
    Watched disk{.rules = {.failures = 1}};
    disk.pass(bad);
    CHECK(disk.pass(bad, -48h) == Due::still_down);
    CHECK(disk.last->outage == 0s);
    CHECK(disk.pass(good, -1h) == Due::up);
    CHECK(disk.last->outage == 0s);
}

TEST_CASE("one message names what is down and what is up") {
    const auto message = alarm_message(
        "web on server",
        {{.kind = Due::up, .check = "disk", .detail = "95 % full", .outage = 125min},
         {.kind = Due::down, .check = "redis", .detail = "it is gone", .outage = 10min},
         {.kind = Due::still_down, .check = "page", .detail = "404", .outage = 50h}});

    CHECK(message.subject == "web on server: DOWN redis, page; UP disk");
    REQUIRE(message.lines.size() == 3);
    CHECK(message.lines[0] == "DOWN  redis (for 10 min): it is gone");
    CHECK(message.lines[1] == "STILL DOWN  page (for 2 d 2 h): 404");
    CHECK(message.lines[2] == "UP  disk, after 2 h 5 min; what was wrong: 95 % full");
    CHECK(outage_text(50s) == "50 s");
}

TEST_CASE("the memory is read back as it was written") {
    AlarmMemory memory{.alarms = {{"disk",
                                   {.state = Is::down,
                                    .failures = 4,
                                    .since = start,
                                    .told = start + 10min,
                                    .detail = "95 % \"full\"\n"}},
                                  {"page", {.state = Is::failing, .failures = 1, .since = start}},
                                  {"redis",
                                   {.state = Is::recovered,
                                    .failures = 3,
                                    .since = start,
                                    .ended = start + 1h,
                                    .told = start}}},
                       .restarts = {{"abc", 3}}};

    const auto back = parse_alarm_memory(to_text(memory));

    REQUIRE(back);
    CHECK(back->alarms == memory.alarms);
    CHECK(back->restarts == memory.restarts);
}

TEST_CASE("a damaged memory is told as such") {
    const auto whole =
        to_text({.alarms = {{"disk", {.state = Is::down, .failures = 3, .since = start}}}});
    for (const auto& text :
         {std::string{}, std::string{"{}"}, whole.substr(0, whole.size() / 2),
          std::string{R"({"version":2})"}, std::string{R"({"version":1,"alarms":{"disk":7}})"},
          std::string{R"({"version":1,"alarms":{"disk":{"state":"odd","since":5,"failures":1}}})"},
          std::string{
              R"({"version":1,"alarms":{"disk":{"state":"down","since":-5,"failures":1}}})"}})
        CHECK_MESSAGE(parse_alarm_memory(text).error().is(Errc::corrupt), text);
}

TEST_CASE("a container is well when it runs, steadily and healthy") {
    Container container{.id = "1", .name = "db", .status = "running", .running = true};
    const auto judged = [&] { return judge_container("database", "db", std::optional{container}); };
    CHECK(judged().well);
    container.health = Health::unhealthy;
    CHECK(judged().detail == "db is unhealthy by its own check");
    container.restarting = true;
    CHECK(judged().detail.starts_with("db is restarting again and again"));
    container = {
        .id = "1", .name = "db", .status = "exited", .out_of_memory = true, .exit_code = 137};
    CHECK(judged().detail == "db does not run (exited, code 137); it was killed for memory");
    CHECK(judge_container("database", "db", std::optional<Container>{}).detail ==
          "there is no container db");
    CHECK_FALSE(judge_container("database", "db", Error{Errc::unreachable, "no engine"}).well);
}

TEST_CASE("restarts since the last look are found, those of a new container are not") {
    const std::vector<Container> now{{.id = "1", .name = "web", .restarts = 5},
                                     {.id = "2", .name = "db", .restarts = 7}};
    CHECK(judge_restarts(now, {}).well);
    CHECK(judge_restarts(now, {{"1", 5}, {"2", 7}}).well);
    CHECK(judge_restarts(now, {{"1", 3}}).detail == "web restarted 2 times since the last look");
}

TEST_CASE("the fullest disk counts, and an unknown one is not well") {
    const Disk root{"/", {.total = 1000, .available = 500}};
    const Disk data{"/data", {.total = 1000, .available = 95}};
    CHECK(judge_disks({root, data}, 91).well);
    CHECK(judge_disks({root, data}, 90).detail == "the disk of /data is 91 % full, more than 90 %");
    const Disk files{"/", {.total = 10, .available = 9, .inodes = 100, .inodes_available = 3}};
    CHECK_MESSAGE(!judge_disks({files}, 90).well, "no file more can be made");
    CHECK_FALSE(judge_disks({}, 90).well);
}

TEST_CASE("what one pass alone sees is an alarm at once") {
    auto restarted = bad;
    restarted.at_once = true;
    CHECK(advance({}, restarted, {}, start).state == Is::down);
    CHECK(advance({}, bad, {}, start).state == Is::failing);
    Container container{.id = "1", .name = "web"};
    container.restarts = 2;
    CHECK(judge_restarts({container}, {{"1", 1}}).at_once);
}

TEST_CASE("only complete backups of the database count, by age") {
    const auto judged = [](std::vector<FileEntry> files) {
        return judge_backups(std::move(files), Config{}, start);
    };
    const auto of = [](std::chrono::seconds age, std::int64_t size = 900) {
        return FileEntry{"psyfit_production_" + backup_stamp(start - age) + ".sql.gz", size,
                         start - age};
    };
    const auto old = of(26h + 1s);
    CHECK(judged({of(50h), of(26h)}).well);
    CHECK(judged({of(50h), old}).detail ==
          "the newest backup, " + old.name + ", is 1 d 2 h old, more than 26 h");
    CHECK_MESSAGE(!judged({of(50h), of(1h, 20)}).well, "what a pipe leaves whose dump fails");
    auto copied = of(50h);
    copied.modified = start;
    CHECK_MESSAGE(!judged({copied}).well, "a copy is as old as its name");
    CHECK(judged({of(-1h)}).detail.ends_with("is of the future"));
    auto safety = of(1h);
    safety.name = "pre_restore_" + safety.name;
    CHECK_FALSE(judged({safety}).well);
    CHECK(judged({}).detail == "there is no backup in /var/backups/psyfit");
    CHECK_FALSE(judge_backups(Error{Errc::not_found, "no folder"}, Config{}, start).well);
}

TEST_CASE("a page without its keyword is not well") {
    Config config;
    config.monitor.keyword = "PsyFit";
    CHECK(judge_keyword_page(Answer{.status = 200, .body = "<h1>PsyFit</h1>"}, config).well);
    CHECK(judge_keyword_page(Answer{.status = 200, .body = "maintenance"}, config).detail ==
          "/home does not contain 'PsyFit'");
    CHECK_FALSE(judge_keyword_page(Answer{.status = 500, .body = "PsyFit"}, config).well);
}

TEST_CASE("words of a header stay words, or are encoded in whole letters and short pieces") {
    CHECK(header_text("DOWN disk") == "DOWN disk");
    CHECK(header_text("a\r\nBcc: x") == "a\\x0d Bcc: x");
    std::string wide;
    for (int i = 0; i < 40; ++i)
        wide += "\xE3\x81\x82";
    const auto encoded = header_text(wide);
    for (std::size_t at = 0; at < encoded.size();) {
        const auto end = std::min(encoded.find("\r\n ", at), encoded.size());
        CHECK(end - at <= 75);
        CHECK(encoded.substr(at, 10) == "=?UTF-8?B?");
        at = end + 3;
    }
}
