// SPDX-License-Identifier: MIT
// psyfit-deploy --host, through a real sshd: the same words and exit codes as on the server, and
// the truth after a cut.
#include "e2e/await.hpp"
#include "e2e/dropped_packets.hpp"
#include "e2e/expect.hpp"
#include "e2e/far_world.hpp"
#include "e2e/load.hpp"

#include <csignal>
#include <iostream>

using namespace deploy::test;
using namespace std::chrono_literals;

namespace {

std::string first_line_of(const std::string& text) { return text.substr(0, text.find('\n')); }

} // namespace

TEST_CASE("a deployment from afar looks and ends as on the server") {
    if (skipped())
        return;
    FarWorld world;
    world.next_version();

    const auto plan = world.access.run_cli({"plan"});
    const auto run = world.access.run_cli({"deploy"});
    const auto status = world.access.run_cli({"status"});
    const auto there = world.run_cli({"status"});
    const auto unknown = world.access.run_cli({"rollback", "no-such-container"});
    const auto back = world.access.run_cli({"rollback"});

    CHECK_MESSAGE(plan.exit_code == 0, plan.err);
    CHECK_MESSAGE(run.exit_code == 0, run.err);
    CHECK(run.err.find("gating") != std::string::npos);
    CHECK(run.out.find("--host " + world.access.host() + " rollback") != std::string::npos);
    CHECK(status.exit_code == 0);
    CHECK(first_line_of(status.out) == first_line_of(there.out));
    expect_refused(unknown, 2,
                   {.error = "there is no container 'no-such-container'",
                    .serves = "nothing was touched",
                    .fix = "--host " + world.access.host() + " rollback"});
    CHECK(back.exit_code == 0);
    CHECK(world.routed()->id == world.incumbent);
}

TEST_CASE("a connection that is cut in any state is made again, and no request is lost") {
    if (Load::skipped())
        return;
    for (const std::string state : {"building", "switching", "watching"}) {
        CAPTURE(state);
        FarWorld world;
        world.next_version();
        Load load{{.port = world.port(), .host = world.host(), .rate = 90}};
        auto run = world.access.start_cli({"deploy"});
        await_said(run, "] " + state);

        CHECK(world.access.cut() > 0);

        CHECK_MESSAGE(run.wait(60s) == 0, run.err());
        CHECK(run.err().find("trying again") != std::string::npos);
        CHECK(run.out().find("way back") != std::string::npos);
        expect_live(world, "2", world.incumbent);
        const auto report = load.stop();
        CHECK_MESSAGE(report.lost() == 0, report.text());
    }
}

TEST_CASE("a server that stays away leaves the outcome unknown, until it is asked again") {
    if (skipped())
        return;
    FarWorld world;
    world.next_version();
    auto run = world.access.start_cli({"deploy", "--id", "far", "--patience", "1"});
    await_said(run, "] gating");
    world.access.refuse_connections(true);
    world.access.cut();

    CHECK(run.wait(60s) == 9);
    CHECK(run.err().find("what became of run far is unknown") != std::string::npos);
    CHECK(run.err().find("fix: psyfit-deploy --host " + world.access.host() + " attach far") !=
          std::string::npos);
    world.access.refuse_connections(false);
    const auto attached = world.access.run_cli({"attach", "far"});
    CHECK_MESSAGE(attached.exit_code == 0, attached.err);
    expect_live(world, "2", world.incumbent);
}

TEST_CASE(
    "packets that are dropped cost no request, and a server that is heard again is followed") {
    if (Load::skipped() || DroppedPackets::skipped())
        return;
    FarWorld world;
    world.next_version();
    Load load{{.port = world.port(), .host = world.host(), .rate = 90}};
    auto run = world.access.start_cli({"deploy", "--patience", "10"});
    await_said(run, "] watching");
    {
        const DroppedPackets dropped{world.access.sshd().port()};
        await_said(run, "not responding; the run goes on by itself, trying again");
    }

    CHECK_MESSAGE(run.wait(60s) == 0, run.err());

    CHECK(run.out().find("way back") != std::string::npos);
    expect_live(world, "2", world.incumbent);
    const auto report = load.stop();
    CHECK_MESSAGE(report.lost() == 0, report.text());
}

TEST_CASE(
    "packets that stay dropped leave the outcome unknown in time, and the run ends by itself") {
    if (skipped() || DroppedPackets::skipped())
        return;
    FarWorld world;
    world.next_version();
    auto run = world.access.start_cli({"deploy", "--id", "far", "--patience", "2"});
    await_said(run, "] gating");
    {
        const DroppedPackets dropped{world.access.sshd().port()};

        CHECK(run.wait(60s) == 9);

        CHECK(run.err().find("what became of run far is unknown") != std::string::npos);
        CHECK(world.run_cli({"attach", "far"}).exit_code == 0);
        expect_live(world, "2", world.incumbent);
    }
    CHECK(world.access.run_cli({"attach", "far"}).exit_code == 0);
}

TEST_CASE("Ctrl-C from afar turns the deployment back there") {
    if (skipped())
        return;
    FarWorld world;
    world.next_version();
    const Before before{world};
    auto run = world.access.start_cli({"deploy"});
    await_said(run, "] releasing");

    run.send_signal(SIGINT);

    CHECK_MESSAGE(run.wait(60s) == 130, run.err());
    CHECK(run.err().find("cancelled") != std::string::npos);
    CHECK(world.routed()->id == before.routed->id);
    CHECK(world.run_cli({"status"}).exit_code == 0);
}

TEST_CASE("a key or a host that is not known is told, and tried once") {
    if (skipped())
        return;
    FarWorld world;
    const Before before{world};
    world.access.restrict_key("from=\"192.0.2.1\"");
    const auto refused = world.access.run_cli({"deploy"});
    write_file(world.root() / "access/known_hosts", "");
    const auto unknown = world.access.run_cli({"deploy"});
    const auto nowhere =
        run({DEPLOY_TEST_CLI, "--host", "root@127.0.0.1:1", "deploy", "--patience", "0"},
            world.access.client());
    const auto odd = run({DEPLOY_TEST_CLI, "--host", "-oProxyCommand=id", "status"});

    expect_said(refused, 3, "it does not accept the key");
    expect_said(unknown, 3, "its host key is not known here");
    CHECK(nowhere.exit_code == 9);
    CHECK(odd.exit_code == 2);
    expect_untouched(world, before);
}

TEST_CASE("a restricted key deploys, and nothing else") {
    if (skipped())
        return;
    FarWorld world;
    world.next_version();
    world.access.restrict_key("restrict,command=\"psyfit-deploy serve --config " +
                              (world.root() / "config.json").string() + "\"");

    const auto run = world.access.run_cli({"deploy"});
    const auto other = world.access.run_cli({"status", "--config", "/etc/other.json"});
    auto words = Words{(world.root() / "access/client-bin/ssh").string(), "-p",
                       std::to_string(world.access.sshd().port()), "root@127.0.0.1", "id"};
    const auto shell = deploy::test::run(words);

    CHECK_MESSAGE(run.exit_code == 0, run.err);
    expect_live(world, "2", world.incumbent);
    expect_said(other, 2, "has its own configuration");
    expect_said(shell, 2, "calls psyfit-deploy and nothing else");
    CHECK(shell.out.empty());
}

TEST_CASE("variables are set and unset from afar, with their values on standard input") {
    if (skipped())
        return;
    FarWorld world;
    world.next_version();
    const auto file = world.root() / "set.env";
    write_file(file, "COLOUR='a b $c'\n");
    auto options = world.access.client();
    options.input = file;

    const auto run = deploy::test::run({DEPLOY_TEST_CLI, "--host", world.access.host(), "deploy",
                                        "--set-env-file", "-", "--unset-env", "GREETING"},
                                       options);

    CHECK_MESSAGE(run.exit_code == 0, run.err);
    const auto environment =
        docker({"inspect", "--format", "{{json .Config.Env}}", world.routed()->id});
    CHECK(environment.find("COLOUR=a b $c") != std::string::npos);
    CHECK(environment.find("GREETING") == std::string::npos);
}

TEST_CASE("a commit that is older than what serves is refused where that is wanted") {
    if (skipped())
        return;
    FarWorld world;
    const auto old = ServiceRepository::git(world.repository().author(), {"rev-parse", "HEAD"});
    world.next_version();
    expect_done(world.access.run_cli({"deploy"}));
    const Before before{world};

    const auto refused = world.access.run_cli({"deploy", "--ref", old, "--newer-only"});
    const auto same = world.access.run_cli({"deploy", "--newer-only"});

    expect_said(refused, 3, "is older than");
    CHECK(same.exit_code == 0);
    CHECK(world.version() == "2");
}
