// SPDX-License-Identifier: MIT
#include "fakes/fake_scheduler.hpp"
#include "helpers/result_text.hpp"

#include <algorithm>
#include <deploy/schedule.hpp>
#include <doctest/doctest.h>

using namespace deploy;
using namespace deploy::test;

namespace {

constexpr auto installed = ScheduleGoal::installed;
constexpr auto removed = ScheduleGoal::removed;

struct Host {
    Config config;
    FakeCrontab crontab;
    FakeTimerUnits units;
    ScheduleRequest request{.program = "/usr/bin/psyfit-deploy"};

    explicit Host(ScheduleForm form) { request.form = form; }

    SchedulePorts ports() { return {crontab, units}; }
    Result<Schedule> look(ScheduleGoal goal = installed) {
        return look_at_schedule(config, ports(), request, goal);
    }
    Result<Schedule> change(ScheduleGoal goal = installed) {
        return change_schedule(config, ports(), request, goal);
    }
};

struct OnCron : Host {
    OnCron() : Host{ScheduleForm::crontab} {}
};
struct OnSystemd : Host {
    OnSystemd() : Host{ScheduleForm::systemd} {}
};

JobState state_of(const Schedule& schedule, const std::string& job) {
    const auto found = std::ranges::find(schedule.jobs, job, &ScheduledJob::name);
    REQUIRE(found != schedule.jobs.end());
    return found->state;
}

const std::string own_units = "psyfit-deploy-psyfit-web-";
const std::string guide_lines =
    R"(# BEGIN psyfit-deploy psyfit-web
# monitor
*/5 * * * * /usr/bin/psyfit-deploy monitor >>/var/log/psyfit-monitor.log 2>&1
# backup
0 2 * * * /usr/bin/psyfit-deploy backup >>/var/log/psyfit-backup.log 2>&1
# drill
30 4 1 * * /usr/bin/psyfit-deploy backup drill >>/var/log/psyfit-backup.log 2>&1
# workers-on
0 8 * * * /usr/bin/psyfit-deploy workers resume >>/var/log/psyfit-worker.log 2>&1
# workers-off
0 20 * * * /usr/bin/psyfit-deploy workers pause >>/var/log/psyfit-worker.log 2>&1
# cleanup
0 3 * * 0 /usr/bin/psyfit-deploy cleanup >>/var/log/psyfit-cleanup.log 2>&1
# END psyfit-deploy psyfit-web
)";

} // namespace

TEST_CASE_FIXTURE(OnCron, "the guide's table becomes a block of the crontab, and goes as it came") {
    const std::string foreign = "MAILTO=me\n0 1 * * * mine\n";
    crontab.text = foreign;

    const auto before = change();
    REQUIRE(before);
    CHECK(crontab.text == foreign + guide_lines);
    CHECK(state_of(*before, "backup") == JobState::missing);
    REQUIRE(before->changes.size() == 1);
    CHECK(before->changes[0].place == "the crontab of root");
    CHECK(before->changes[0].lines.size() == 14);
    CHECK(before->changes[0].lines[2].starts_with("+*/5 "));

    const auto again = change();
    REQUIRE(again);
    CHECK(again->as_wanted);
    CHECK(again->complete());
    CHECK(crontab.replaced == 1);

    REQUIRE(change(removed));
    CHECK(crontab.text == foreign);
    CHECK(change(removed)->as_wanted);
}

TEST_CASE_FIXTURE(OnCron, "a service without a database here is not scheduled to be backed up") {
    config.database.container.clear();

    REQUIRE(change());

    CHECK(crontab.text->find("backup") == std::string::npos);
    CHECK(crontab.text->find("# monitor") != std::string::npos);
}

TEST_CASE_FIXTURE(OnCron,
                  "each job is told as installed, missing or different, and what is too much") {
    REQUIRE(change());
    config.schedule.backup = "15 2 * * *";
    config.schedule.drill.clear();
    auto& text = *crontab.text;
    text.erase(text.find("# cleanup"), text.find("# END") - text.find("# cleanup"));

    const auto found = look();

    REQUIRE(found);
    CHECK_FALSE(found->complete());
    CHECK(state_of(*found, "monitor") == JobState::installed);
    CHECK(state_of(*found, "backup") == JobState::different);
    CHECK(state_of(*found, "cleanup") == JobState::missing);
    CHECK(found->surplus == std::vector<std::string>{"drill"});
    CHECK(found->changes.at(0).lines ==
          std::vector<std::string>{
              "-0 2 * * * /usr/bin/psyfit-deploy backup >>/var/log/psyfit-backup.log 2>&1",
              "-# drill",
              "-30 4 1 * * /usr/bin/psyfit-deploy backup drill >>/var/log/psyfit-backup.log 2>&1",
              "+15 2 * * * /usr/bin/psyfit-deploy backup >>/var/log/psyfit-backup.log 2>&1",
              "+# cleanup",
              "+0 3 * * 0 /usr/bin/psyfit-deploy cleanup >>/var/log/psyfit-cleanup.log 2>&1"});
    REQUIRE(change());
    CHECK(look()->complete());
}

TEST_CASE_FIXTURE(OnCron, "words that cron or a shell would take apart are kept whole") {
    request.options = {"--config", "/etc/a b%c'd.json"};
    REQUIRE(change());
    CHECK(
        crontab.text->find(R"(/usr/bin/psyfit-deploy --config '/etc/a b\%c'\''d.json' monitor)") !=
        std::string::npos);
    for (const auto* wrong : {"/etc/a\\b", "/etc/a\nb"}) {
        request.options = {"--config", wrong};
        CHECK(look().error().is(Errc::invalid_input));
    }
    request.options.clear();
    for (const auto* wrong : {"psyfit-deploy", "/tmp/x (deleted)", "/a%b"}) {
        request.program = wrong;
        CHECK(look().error().is(Errc::invalid_input));
    }
}

TEST_CASE_FIXTURE(OnCron, "other hours than the host's are refused before anything is written") {
    crontab.same_hours = false;

    const auto refused = change();

    CHECK(refused.error().is(Errc::precondition));
    CHECK(refused.error().fix.starts_with("timedatectl set-timezone Asia/Tokyo"));
    CHECK(crontab.text->empty());
    CHECK(look()->obstacle);
    CHECK(change(removed)); // what is there can still be taken away
}

TEST_CASE_FIXTURE(OnCron, "a damaged block, a wrong time and a missing cron are errors") {
    crontab.text = "# BEGIN psyfit-deploy psyfit-web\n";
    CHECK(look().error().is(Errc::corrupt));
    CHECK(change(removed).error().is(Errc::corrupt));
    crontab.text = "";
    config.schedule.cleanup = "0 99 * * *";
    CHECK(look().error().message.starts_with("schedule.cleanup: the hour '99'"));
    config = {};
    crontab.text.reset();
    CHECK(look().error().is(Errc::not_found));
}

TEST_CASE_FIXTURE(OnCron, "lines with the guide's scripts are warned of, and stay") {
    crontab.text = "0 2 * * * /var/www/psyfit/bin/backup.sh\n";
    const auto before = change();
    REQUIRE(before);
    REQUIRE(before->warnings.size() == 1);
    CHECK(before->warnings[0].starts_with("line 1 runs bin/backup.sh in the crontab of root"));
    CHECK(crontab.text->starts_with("0 2 * * * /var/www/psyfit/bin/backup.sh\n# BEGIN"));
}

TEST_CASE_FIXTURE(OnSystemd, "each job becomes a service and a timer, which run, and go again") {
    units.files["ssh.service"] = "foreign";
    units.files[own_units + "else.timer"] = "foreign, too";

    const auto before = change();
    REQUIRE(before);
    CHECK(units.files.size() == 14);
    CHECK(units.timers.size() == 6);
    CHECK(before->changes.size() == 12);
    CHECK(before->changes[0].place == "/etc/systemd/system/" + own_units + "monitor.service");

    CHECK(change()->as_wanted);
    CHECK(look()->complete());
    CHECK(units.done.size() == 1);

    REQUIRE(change(removed));
    CHECK(units.files.size() == 2);
    CHECK(units.timers.empty());
    CHECK(units.done.back().stopped.size() == 6);
    CHECK(change(removed)->as_wanted);
}

TEST_CASE_FIXTURE(OnSystemd, "a timer runs the program as cron would at the same time") {
    request.options = {"--config", "/etc/a \"b\" $c 5%.json"};
    REQUIRE(change());

    CHECK(units.files.at(own_units + "drill.service") ==
          "# psyfit-deploy's schedule of psyfit-web: `schedule install` writes this file, "
          "`schedule remove` takes it away.\n"
          "[Unit]\n"
          "Description=psyfit-deploy: drill of psyfit-web\n"
          "Wants=network-online.target\n"
          "After=network-online.target docker.service\n"
          "\n"
          "[Service]\n"
          "Type=oneshot\n"
          R"(ExecStart=/usr/bin/psyfit-deploy --config "/etc/a \"b\" $$c 5%%.json" backup drill)"
          "\n");
    CHECK(units.files.at(own_units + "drill.timer") ==
          "# psyfit-deploy's schedule of psyfit-web: `schedule install` writes this file, "
          "`schedule remove` takes it away.\n"
          "[Unit]\n"
          "Description=psyfit-deploy: drill of psyfit-web\n"
          "\n"
          "[Timer]\n"
          "OnCalendar=*-*-01 04:30:00 Asia/Tokyo\n"
          "RandomizedDelaySec=5min\n"
          "Persistent=true\n"
          "\n"
          "[Install]\n"
          "WantedBy=timers.target\n");
}

TEST_CASE_FIXTURE(OnSystemd,
                  "after a boot the workers resume last, and it is tried until it works") {
    REQUIRE(change());
    const auto& on = units.files.at(own_units + "workers-on.service");
    CHECK(on.find("docker.service psyfit-deploy-psyfit-web-workers-off.service\n") !=
          std::string::npos);
    CHECK(on.find("Restart=on-failure\n") != std::string::npos);
    for (const auto* once : {"backup", "workers-off"})
        CHECK(units.files.at(own_units + once + ".service").find("Restart=") == std::string::npos);
}

TEST_CASE_FIXTURE(OnSystemd,
                  "a changed time, a stopped timer and a job without a time are put right") {
    REQUIRE(change());
    config.schedule.backup = "15 2 * * *";
    config.schedule.drill.clear();
    units.timers.erase(own_units + "cleanup.timer");

    const auto before = change();

    REQUIRE(before);
    CHECK(state_of(*before, "backup") == JobState::different);
    CHECK(state_of(*before, "cleanup") == JobState::inactive);
    CHECK(state_of(*before, "monitor") == JobState::installed);
    CHECK(before->surplus == std::vector<std::string>{"drill"});
    const auto& done = units.done.back();
    CHECK(done.written.size() == 1);
    CHECK(done.written.contains(own_units + "backup.timer"));
    CHECK(done.removed ==
          std::vector<std::string>{own_units + "drill.service", own_units + "drill.timer"});
    CHECK(done.started ==
          std::vector<std::string>{own_units + "backup.timer", own_units + "cleanup.timer"});
    CHECK(done.stopped == std::vector<std::string>{own_units + "drill.timer"});
    CHECK(look()->complete());
}

TEST_CASE_FIXTURE(OnSystemd, "a unit of somebody else in the way is left alone") {
    const auto name = own_units + "backup.service";
    units.files[name] = "somebody's";

    const auto refused = change();

    CHECK(refused.error().is(Errc::conflict));
    CHECK(refused.error().message.find(name) != std::string::npos);
    CHECK(units.done.empty());
    REQUIRE(change(removed));
    CHECK(units.files.at(name) == "somebody's");
}

TEST_CASE_FIXTURE(OnSystemd,
                  "where systemd does not run the host or takes no unit, nothing is written") {
    units.runs_the_host = false;
    CHECK(change().error().message == "systemd does not run this host");
    units.runs_the_host = true;
    units.fault = Error{Errc::precondition, "no such directive"};
    CHECK(change().error().message == "no such directive");
    CHECK(units.files.empty());
}

TEST_CASE("the form is the one that is installed, else systemd where it runs, else the crontab") {
    OnCron host;
    host.request.form.reset();
    CHECK(host.look()->form == ScheduleForm::systemd);
    host.units.runs_the_host = false;
    CHECK(host.look()->form == ScheduleForm::crontab);
    REQUIRE(host.change());
    host.units.runs_the_host = true;
    CHECK(host.look()->form == ScheduleForm::crontab);

    OnSystemd other;
    other.crontab.text.reset(); // no cron at all
    REQUIRE(other.change());
    other.units.runs_the_host = false;
    other.request.form.reset();
    CHECK(other.look()->form == ScheduleForm::systemd);
}

TEST_CASE("jobs of one form are not installed again in the other") {
    OnSystemd host;
    REQUIRE(host.change());
    host.request.form = ScheduleForm::crontab;

    const auto refused = host.change();

    CHECK(refused.error().is(Errc::conflict));
    CHECK(refused.error().fix == "psyfit-deploy schedule remove --systemd --yes");
    CHECK(host.crontab.text->empty());
}
