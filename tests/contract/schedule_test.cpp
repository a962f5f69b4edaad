// SPDX-License-Identifier: MIT
// The schedule on Debian's own crontab, and before systemd's own checkers.
#include "adapters/systemd_timers.hpp"
#include "contract/schedule_room.hpp"
#include "core/cron_time.hpp"
#include "helpers/result_text.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <random>

using namespace deploy;
using namespace deploy::test;

namespace {

constexpr auto foreign = "# mine\nMAILTO=me@example.com\n\n0 1 * * * echo '5\\%' \xe3\x83\x97\r\n"
                         "@daily true\n";

std::size_t files_in(const std::filesystem::path& folder) {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator{folder}, {}));
}

bool says(const Finished& run, int code, const std::string& text) {
    const bool right = run.exit_code == code && (run.out + run.err).find(text) != std::string::npos;
    CHECK_MESSAGE(right, run.exit_code, "\n", run.out, run.err);
    return right;
}

/// Any time that cron takes.
std::string some_cron_time(std::mt19937& random) {
    const auto pick = [&](std::vector<std::string> of) { return of[random() % of.size()]; };
    return pick({"*", "*/7", "0", "5,35", "10-50/20"}) + ' ' + pick({"*", "*/5", "3", "9-17/4"}) +
           ' ' + pick({"*", "*", "1", "*/2", "28-31", "13"}) + ' ' +
           pick({"*", "*", "2", "1-3", "*/5"}) + ' ' + pick({"*", "*", "0", "7", "1-5", "*/3"});
}

/// When systemd finds the event due next, in minutes since 1970, from 1 January 2027 on.
std::vector<long> elapses(const std::string& event) {
    const auto said = output_of(
        {"systemd-analyze", "calendar", "--base-time=@1798761599", "--iterations=5", event},
        {.environment = {{"TZ", "UTC"}, {"LC_ALL", "C"}}});
    std::vector<long> out;
    for (std::size_t at = 0; (at = said.find(" 20", at)) != std::string::npos; ++at) {
        std::tm time{};
        if (strptime(said.c_str() + at + 1, "%Y-%m-%d %H:%M:%S UTC", &time) != nullptr)
            out.push_back(timegm(&time) / 60);
    }
    return out;
}

/// The same by cron's rules, minute by minute.
std::vector<long> due(const CronTime& time, std::size_t count) {
    std::vector<long> out;
    for (long minute = 1798761600 / 60; out.size() < count; ++minute) {
        const std::time_t seconds = minute * 60;
        std::tm parts{};
        gmtime_r(&seconds, &parts);
        const auto number = [](int value) { return static_cast<unsigned>(value); };
        if (!time.on(number(parts.tm_mon + 1), number(parts.tm_mday), number(parts.tm_wday)))
            minute += 24 * 60 - 1 - (parts.tm_hour * 60 + parts.tm_min);
        else if (time.hours[number(parts.tm_hour)] && time.minutes[number(parts.tm_min)])
            out.push_back(minute);
    }
    return out;
}

} // namespace

TEST_CASE("on Debian's crontab the jobs come and go, and foreign bytes stay as they are") {
    if (!ScheduleRoom::possible())
        return;
    ScheduleRoom room;
    room.set_timezone("Asia/Tokyo");
    room.set_crontab(foreign);

    says(room.deploy({"schedule", "show"}), 3, "not complete");
    says(room.deploy({"schedule", "install", "--dry-run"}), 0, "+0 2 * * * ");
    says(room.deploy({"schedule", "install"}), 3, "needs --yes");
    CHECK(room.crontab() == foreign);

    says(room.deploy({"schedule", "install", "--yes"}), 0, "installed");
    const auto full = room.crontab();
    CHECK(full.starts_with(foreign));
    CHECK(std::ranges::count(full, '\n') == 5 + 14);
    says(room.deploy({"schedule", "show"}), 0, "crontab: complete");
    says(room.deploy({"schedule", "install", "--yes"}), 0, "nothing to change");
    CHECK(room.crontab() == full);

    says(room.deploy({"schedule", "remove", "--yes"}), 0, "removed");
    CHECK(room.crontab() == foreign);
    says(room.deploy({"schedule", "remove", "--yes"}), 0, "nothing to change");
}

TEST_CASE("a user without a crontab gets one, and has none again") {
    if (!ScheduleRoom::possible())
        return;
    ScheduleRoom room;
    room.set_timezone("Asia/Tokyo");
    says(room.deploy({"schedule", "install", "--yes"}), 0, "installed");
    says(room.deploy({"schedule", "remove", "--yes"}), 0, "removed");
    CHECK(room.run({"crontab", "-l"}).exit_code == 1);
}

TEST_CASE("a damaged block and another timezone are refused with nothing written") {
    if (!ScheduleRoom::possible())
        return;
    ScheduleRoom room;
    room.set_timezone("Europe/Berlin");
    says(room.deploy({"schedule", "install", "--yes"}), 3, "timedatectl set-timezone Asia/Tokyo");
    const std::string damaged = "\n# BEGIN psyfit-deploy psyfit-test-web\n";
    room.set_crontab(damaged);
    says(room.deploy({"schedule", "remove", "--yes"}), 3, "line 2 begins it and nothing ends it");
    CHECK(room.crontab() == damaged);
}

TEST_CASE("under systemd the jobs are units that it takes, and they go again") {
    if (!ScheduleRoom::possible())
        return;
    ScheduleRoom room;
    room.start_systemd();
    write_file(room.units() / "foreign.timer", "x");

    says(room.deploy({"schedule", "install", "--dry-run"}), 0,
         "+OnCalendar=*-*-* *:00..55/5:00 Asia/Tokyo");
    CHECK(files_in(room.units()) == 1);
    says(room.deploy({"schedule", "install", "--yes"}), 0, "installed");
    CHECK(files_in(room.units()) == 13);
    CHECK(room.calls().find("daemon-reload\nenable psyfit-deploy-psyfit-test-web-monitor.timer") !=
          std::string::npos);
    says(room.deploy({"schedule", "show"}), 0, "systemd timers: complete");
    says(room.deploy({"schedule", "install", "--yes"}), 0, "nothing to change");

    // Systemd's own opinion, of the files as they are.
    Words verify{"systemd-analyze", "verify", "--man=no"};
    for (const auto& file : std::filesystem::directory_iterator{room.units()})
        if (file.path().filename() != "foreign.timer")
            verify.push_back(file.path().string());
    const auto opinion = run(verify);
    CHECK_MESSAGE((opinion.out + opinion.err).find("psyfit") == std::string::npos, opinion.err);

    says(room.deploy({"schedule", "remove", "--yes"}), 0, "removed");
    CHECK(files_in(room.units()) == 1);
    CHECK(room.calls().find("disable --now psyfit-deploy-psyfit-test-web-monitor.timer") !=
          std::string::npos);
}

TEST_CASE("what systemd does not take is told before anything is written") {
    const TemporaryFolder folder;
    SystemdTimers timers{{.units = folder.path()}};

    CHECK(timers.check({{"psyfit-x.timer", "[Timer]\nOnCalendar=*-*-* 02:00:00 Asia/Tokyo\n"},
                        {"psyfit-x.service", "[Service]\nExecStart=/bin/true\n"}}));
    const auto wrong = timers.check({{"psyfit-x.timer", "[Timer]\nOnCalendar=*-*-* 99:00:00\n"},
                                     {"psyfit-x.service", "[Service]\nExecStart=/bin/true\n"}});
    REQUIRE_FALSE(wrong);
    CHECK(wrong.error().message.find("calendar specification") != std::string::npos);
    SystemdTimers without{{.units = folder.path(), .analyze = "psyfit-test-no-such"}};
    CHECK(without.check({{"a.timer", "nonsense"}}));
}

TEST_CASE("a link in a unit's place is no unit of ours") {
    const TemporaryFolder folder;
    std::filesystem::create_symlink("/dev/null", folder.path() / "a.timer");
    SystemdTimers timers{{.units = folder.path()}};
    CHECK(timers.read("a.timer").error().is(Errc::conflict));
    CHECK_FALSE(timers.read("b.timer").value());
}

TEST_CASE("systemd finds a job due at the same minutes as cron") {
    std::mt19937 random{20261125};
    for (int i = 0; i < 40; ++i) {
        const auto text = some_cron_time(random);
        const auto time = parse_cron_time(text);
        if (!time)
            continue; // 28 to 31 of a month that has none of them, say
        std::vector<long> found;
        for (const auto& event : calendar_events(*time, "UTC"))
            for (const auto minute : elapses(event))
                found.push_back(minute);
        std::ranges::sort(found);
        const auto [end, last] = std::ranges::unique(found);
        found.erase(end, last);
        found.resize(5); // of two events only the first five are known for both
        CHECK_MESSAGE(found == due(*time, 5), text);
    }
}
