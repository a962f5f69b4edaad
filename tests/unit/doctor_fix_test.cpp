// SPDX-License-Identifier: MIT
// What the doctor finds has a way out, and a deployment that it says must fail is refused for the
// same reason.
#include "core/backup_name.hpp"
#include "helpers/result_text.hpp"
#include "unit/well_server.hpp"

#include <deploy/flow.hpp>
#include <functional>
#include <set>
#include <sstream>

using namespace deploy;
using namespace deploy::test;

namespace {

bool ill(const Check& check) {
    return check.finding == CheckStatus::warn || check.finding == CheckStatus::fail;
}

/// One thing that is wrong, and the check that must see it.
struct Illness {
    std::string id;
    std::function<void(Well&)> strike;
};

/// The first call of that name fails.
void fail_at(Well& on, std::string_view call) {
    Well plain;
    plain.diagnose();
    const auto& trace = plain.host.faults.trace();
    on.host.faults.fault = Fault::error;
    on.host.faults.at = static_cast<int>(std::ranges::find(trace, call) - trace.begin());
}

/// Why a deployment did not become live.
std::string failure_of(const Result<Outcome>& outcome) {
    if (!outcome)
        return outcome.error().message;
    return outcome->error ? outcome->error->message : "it is live";
}

const std::vector<Illness> illnesses{
    {"engine", [](Well& on) { fail_at(on, "engine.info"); }},
    {"engine-holes",
     [](Well& on) {
         on.host.components = {{"runc", "1.1.11"}};
     }},
    {"network", [](Well& on) { on.host.networks.clear(); }},
    {"proxy", [](Well& on) { fail_at(on, "proxy.endpoint"); }},
    {"route", [](Well& on) { on.host.route->traffic = Traffic::paused; }},
    {"route", [](Well& on) { on.host.route->target = "10.9.9.9:3000"; }},
    {"answer", [](Well& on) { FakeHost::end(on.incumbent(), 1); }},
    {"journal",
     [](Well& on) { on.host.records.push_back({.state = State::gating, .release = {.id = "7"}}); }},
    {"lock", [](Well& on) { std::filesystem::create_directory(lock_file(on.config)); }},
    {"memory",
     [](Well& on) {
         on.incumbent().host_config["Memory"] = std::int64_t{2} << 30U;
         on.host.memory_available = std::int64_t{1} << 30U;
     }},
    {"image-room", [](Well& on) { on.machine.space.available = 5; }},
    {"master-key",
     [](Well& on) {
         on.config.environment.master_key_variable = "RAILS_MASTER_KEY";
         on.config.environment.master_key = on.state.path(); // a folder
     }},
    {"committed-secrets", [](Well& on) { on.host.committed["config/master.key"] = "key"; }},
    {"protected-keys", [](Well& on) { on.config.environment.protect = {"BLIND_INDEX_KEY"}; }},
    {"grace-times", [](Well& on) { on.config.container.stop_timeout = std::chrono::seconds{9}; }},
    {"restart-policy", [](Well& on) { on.incumbent().host_config.clear(); }},
    {"database", [](Well& on) { FakeHost::end(*on.host.find("psyfit-db"), 1); }},
    {"redis", [](Well& on) { on.host.containers.erase(on.host.find("psyfit-redis")->id); }},
    {"certificate", [](Well& on) { on.host.certificate = on.certificate(-std::chrono::days{1}); }},
    {"certificate", [](Well& on) { on.host.certificate.reset(); }},
    {"disk", [](Well& on) { on.machine.space.available = 1; }},
    {"inodes", [](Well& on) { on.machine.space.inodes_available = 1; }},
    {"nginx", [](Well& on) { on.machine.programs["nginx"] = {.exit_code = 1}; }},
    {"dns", [](Well& on) { on.machine.names.clear(); }},
    {"timezone", [](Well& on) { on.machine.zone = "Etc/UTC"; }},
    {"schedule", [](Well& on) { on.units.timers.clear(); }},
    {"schedule", [](Well& on) { on.crontab.text = "0 3 * * * /app/bin/backup.sh\n"; }},
    {"alarms", [](Well& on) { on.config.mail.to.clear(); }},
    {"alarms", [](Well& on) { on.config.mail.from.clear(); }},
    {"backup", [](Well& on) { on.machine.folders[on.config.backup.directory].clear(); }},
    {"systemd-puma",
     [](Well& on) { on.machine.programs["systemctl"] = {.output = "p.service loaded\n"}; }},
    {"workflows",
     [](Well& on) { on.machine.texts[on.workflows() / "deploy.yml"] = "run: bin/deploy.sh\n"; }},
};

/// The ids of the table in docs/doctor.md.
std::set<std::string> documented() {
    std::set<std::string> out;
    std::istringstream lines{
        read_file(std::filesystem::path{DEPLOY_SOURCE_DIRECTORY} / "docs/doctor.md")};
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with("| `"))
            continue;
        const auto cell = line.substr(0, line.find(" | "));
        for (std::size_t at = cell.find('`'); at != cell.npos; at = cell.find('`', at + 1)) {
            const auto end = cell.find('`', at + 1);
            out.insert(cell.substr(at + 1, end - at - 1));
            at = end;
        }
    }
    return out;
}

void expect_remedies(const Diagnosis& diagnosis) {
    for (const auto& check : diagnosis.checks)
        if (ill(check))
            CHECK_MESSAGE(!check.fix.empty(), check.id, ": ", check.detail);
}

} // namespace

TEST_CASE("every check can find something, and whatever it finds it names what mends it") {
    std::set<std::string> found;
    for (const auto& [id, strike] : illnesses) {
        Well on;
        strike(on);
        const auto diagnosis = on.diagnose();
        expect_remedies(diagnosis);
        const auto check = std::ranges::find(diagnosis.checks, id, &Check::id);
        REQUIRE(check != diagnosis.checks.end());
        CHECK_MESSAGE(ill(*check), id, ": ", check->detail);
        for (const auto& each : diagnosis.checks)
            if (ill(each))
                found.insert(each.id);
    }
    Well all;
    for (const auto& check : all.diagnose().checks)
        CHECK_MESSAGE((found.contains(check.id) || check.id == "checkout"), check.id);
}

TEST_CASE("whichever calls fail, what is found names what mends it") {
    Well plain;
    plain.diagnose();
    std::set<std::string> found;
    for (int call = 0; call < plain.host.faults.calls(); ++call)
        for (const bool forever : {false, true}) {
            Well on;
            on.host.faults.fault = Fault::error;
            on.host.faults.at = call;
            on.host.faults.forever = forever;
            const auto diagnosis = on.diagnose();
            expect_remedies(diagnosis);
            for (const auto& check : diagnosis.checks)
                if (ill(check))
                    found.insert(check.id);
        }
    CHECK(found.contains("checkout"));
    CHECK(found.contains("engine"));
}

TEST_CASE("the checks of the page and those of the program are the same") {
    Well on;
    std::set<std::string> known;
    for (const auto& check : on.diagnose().checks)
        known.insert(check.id);

    CHECK(documented() == known);
}

TEST_CASE("a deployment is refused with the words of the check that failed, and touches nothing") {
    for (const auto& [id, strike] : illnesses) {
        Well on;
        strike(on);
        const auto check = on.check(id);
        // The engine, the proxy and a lock say it of the call; the others of what they found.
        if (check.finding != CheckStatus::fail ||
            (id != "network" && id != "route" && id != "master-key"))
            continue;
        CAPTURE(id);
        const auto containers = on.host.containers.size();
        const auto target = on.host.route->target;

        const auto why = failure_of(on.deploy());

        const bool nothing_there =
            check.detail.find("no container of this host") != std::string::npos;
        CHECK_MESSAGE((why.find(check.detail) != std::string::npos || nothing_there), why, " | ",
                      check.detail);
        CHECK(why != "it is live");
        CHECK(on.host.containers.size() == containers);
        CHECK(on.host.route->target == target);
    }
}

TEST_CASE("what recovery would finish is what the next deployment finishes first") {
    Well on;
    REQUIRE(on.deploy());
    on.host.route.reset();
    const auto check = on.check("journal");
    REQUIRE(check.finding == CheckStatus::fail);
    CHECK(check.fix == "psyfit-deploy recover");

    REQUIRE(on.deploy());

    CHECK(on.check("journal").finding == CheckStatus::ok);
}

TEST_CASE("memory that is too little is a warning of the check, of a deployment and of its plan") {
    Well on;
    on.incumbent().host_config["Memory"] = std::int64_t{2} << 30U;
    on.host.memory_total = std::int64_t{4} << 30U;
    on.host.memory_available = std::int64_t{1} << 30U;
    CHECK(on.check("memory").finding == CheckStatus::warn);

    const auto plan = on.plan();
    REQUIRE(plan);
    REQUIRE(plan->warnings.size() == 1);
    REQUIRE(on.deploy());
    CHECK(on.observer.warnings == plan->warnings);
}

TEST_CASE("the disk must have room for a second image, and memory for a second version") {
    Well on;
    on.host.images.at(on.incumbent().image_id).size = 51;
    on.expect("image-room", CheckStatus::warn, "needed for a second image",
              "psyfit-deploy cleanup");
    on.host.images.at(on.incumbent().image_id).size = 50;
    on.expect("image-room", CheckStatus::ok, "free for Docker");
    on.host.images.at(on.incumbent().image_id).size = 0;
    on.expect("image-room", CheckStatus::skip, "not known");

    Well fresh;
    fresh.host.route.reset();
    fresh.expect("image-room", CheckStatus::skip, "no container");
}

TEST_CASE("the proxy's time to end comes first, then Puma's, then that of the container") {
    const auto with_puma = [](const std::string& text) {
        auto on = std::make_unique<Well>();
        on->config.proxy.drain_timeout = std::chrono::seconds{30};
        on->config.container.stop_timeout = std::chrono::seconds{60};
        on->machine.texts[on->config.source.checkout / "config" / "puma.rb"] = text;
        return on;
    };
    with_puma("workers 2\nworker_shutdown_timeout 45 # seconds\n")
        ->expect("grace-times", CheckStatus::ok, "proxy 30 s, Puma 45 s, container 60 s");
    with_puma("worker_shutdown_timeout 61\n")
        ->expect("grace-times", CheckStatus::warn,
                 "Puma lets requests end for 61 s, and the container is killed after 60 s",
                 "container.stop_timeout to 61 s");
    with_puma("force_shutdown_after 20\n")
        ->expect("grace-times", CheckStatus::warn, "Puma cuts them off after 20 s",
                 "force_shutdown_after to 30");
    for (const auto* none : {"", "# worker_shutdown_timeout 5\n", "force_shutdown_after :forever\n",
                             "worker_shutdown_timeout ENV[\"X\"]\n"})
        with_puma(none)->expect("grace-times", CheckStatus::ok, "proxy 30 s, container 60 s");
}
