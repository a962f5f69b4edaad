// SPDX-License-Identifier: MIT
#pragma once
#include "core/backup_name.hpp"
#include "fakes/fake_machine.hpp"
#include "fakes/fake_scheduler.hpp"
#include "unit/service_on_host.hpp"

#include <algorithm>
#include <deploy/doctor.hpp>
#include <doctest/doctest.h>

namespace deploy::test {

/// A server where all is well; a test breaks one thing.
struct Well : ServiceOnHost {
    FakeMachine machine;
    FakeCrontab crontab;
    FakeTimerUnits units;
    std::string environment = "A=1";

    Well() {
        config.environment.protect = {"SECRET_KEY_BASE"};
        for (const auto* image : {"basecamp/kamal-proxy:v0.9.2", "postgres:16", "redis:7"})
            host.add_image(image, "");
        keep_up(host.add("kamal-proxy", "basecamp/kamal-proxy:v0.9.2", true));
        keep_up(host.add("psyfit-db", "postgres:16", true));
        keep_up(host.add("psyfit-redis", "redis:7", true));
        for (auto& [reference, image] : host.images)
            image.size = 10;
        auto& incumbent = serve();
        host.route->target = incumbent.short_id() + ":3000";
        incumbent.env = {"SECRET_KEY_BASE=s3cret"};
        keep_up(incumbent);
        machine.names["psytech.jp"] = machine.own;
        config.mail = {.server = "mail.psytech.jp",
                       .user = "",
                       .from = "monitor@psytech.jp",
                       .to = {"ops@psytech.jp"}};
        host.certificate = certificate(std::chrono::days{60});
        machine.programs["nginx"] = {};
        machine.programs["systemctl"] = {};
        const auto three_hours_ago = process.clock.wall() - std::chrono::hours{3};
        machine.folders[config.backup.directory] = {
            {.name = "psyfit_production_" + backup_stamp(three_hours_ago) + ".sql.gz",
             .size = 1000,
             .modified = three_hours_ago}};
        machine.folders[workflows()] = {{.name = "deploy.yml"}, {.name = "notes.txt"}};
        machine.texts[workflows() / "deploy.yml"] = "# bin/deploy.sh was here\nuses: x\n";
        schedule();
    }

    [[nodiscard]] ServedCertificate certificate(std::chrono::days left) {
        const auto now = std::chrono::floor<std::chrono::seconds>(process.clock.wall());
        ServedCertificate out{.for_host = true};
        out.chain = {{.subject = "CN=psytech.jp",
                      .issuer = "CN=An authority",
                      .not_before = now - std::chrono::days{80},
                      .not_after = now + left}};
        return out;
    }
    static void keep_up(Container& container) {
        container.host_config["RestartPolicy"] = boost::json::object{{"Name", "unless-stopped"}};
    }
    [[nodiscard]] std::filesystem::path workflows() const {
        return config.source.checkout / ".github" / "workflows";
    }
    Container& incumbent() { return *host.routed(); }

    [[nodiscard]] Premises premises() {
        return {machine, {crontab, units}, {.program = "/usr/bin/psyfit-deploy"}};
    }
    void schedule() {
        REQUIRE(change_schedule(config, premises().schedule, premises().scheduled,
                                ScheduleGoal::installed));
    }
    Diagnosis diagnose() { return ::deploy::diagnose(config, process.ports(), premises(), {}); }
    Check check(std::string_view id) {
        const auto all = diagnose();
        const auto found = std::ranges::find(all.checks, id, &Check::id);
        REQUIRE(found != all.checks.end());
        return *found;
    }
    void expect(std::string_view id, CheckStatus finding, const std::string& detail,
                const std::string& fix = {}) {
        const auto found = check(id);
        INFO(id, ": ", found.detail, " | ", found.fix);
        CHECK(found.finding == finding);
        CHECK(found.detail.find(detail) != std::string::npos);
        CHECK(found.fix.find(fix) != std::string::npos);
    }
};

} // namespace deploy::test
