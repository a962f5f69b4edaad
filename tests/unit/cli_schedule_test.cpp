// SPDX-License-Identifier: MIT
#include "commands/schedule.hpp"
#include "console/schedule_text.hpp"

#include <doctest/doctest.h>
#include <sstream>

using namespace deploy;
using namespace deploy::cli;

namespace {

Schedule one_job() {
    Schedule out{.form = ScheduleForm::crontab};
    out.jobs = {{.name = "backup",
                 .when = "0 2 * * *",
                 .command = "/usr/bin/psyfit-deploy backup",
                 .state = JobState::installed}};
    return out;
}

template <class Print>
std::string shown(const Schedule& schedule, Print print) {
    std::ostringstream out;
    print(out, schedule, SafeText{}, Terminal{});
    return out.str();
}

Result<Options> parse_schedule(const std::vector<std::string>& words) {
    return parse_options(words);
}

} // namespace

TEST_CASE("the schedule is shown with its jobs and a verdict") {
    auto schedule = one_job();
    CHECK(shown(schedule, print_schedule) ==
          "job     state      when       command\n"
          "backup  installed  0 2 * * *  /usr/bin/psyfit-deploy backup\n"
          "\ncrontab: complete\n");
    schedule.surplus = {"drill\x1b[2J"};
    const auto text = shown(schedule, print_schedule);
    CHECK(text.find("surplus") != std::string::npos);
    CHECK(text.find("crontab: not complete") != std::string::npos);
    CHECK(text.find('\x1b') == std::string::npos);
}

TEST_CASE("changes are shown place by place") {
    auto schedule = one_job();
    schedule.changes = {{.place = "the crontab of root", .lines = {"-a", "+b"}}};
    CHECK(shown(schedule, print_schedule_changes) == "the crontab of root\n-a\n+b\n");
}

TEST_CASE("schedule takes a command and one of two forms") {
    CHECK(parse_schedule({"schedule", "show"})->command == Command::schedule_show);
    const auto install = parse_schedule({"schedule", "install", "--crontab", "--yes"});
    REQUIRE(install.has_value());
    CHECK(install->command == Command::schedule_install);
    CHECK(install->schedule_form == ScheduleForm::crontab);
    CHECK(install->yes);
    CHECK_FALSE(parse_schedule({"schedule", "install"})->yes);
    CHECK(parse_schedule({"schedule", "remove", "--systemd", "--dry-run"})->schedule_form ==
          ScheduleForm::systemd);
    CHECK_FALSE(parse_schedule({"schedule", "install", "--crontab", "--systemd"}).has_value());
    CHECK_FALSE(parse_schedule({"schedule"}).has_value());
}

TEST_CASE("the jobs call the program as it was called") {
    const auto options =
        parse_schedule({"schedule", "show", "--config", "/etc/x/../web.json", "--service", "web"});
    REQUIRE(options.has_value());
    CHECK(schedule_request(*options).options ==
          std::vector<std::string>{"--config", "/etc/web.json", "--service", "web"});
}
