// SPDX-License-Identifier: MIT
// The action as GitHub starts it, against a real sshd on the way to a real server.
#include "e2e/action_runner.hpp"
#include "e2e/await.hpp"
#include "e2e/dropped_packets.hpp"
#include "e2e/expect.hpp"
#include "e2e/load.hpp"
#include "e2e/server_access.hpp"
#include "helpers/markdown.hpp"
#include "helpers/runner_log.hpp"

#include <algorithm>
#include <cstdlib>
#include <deploy/version.hpp>
#include <iostream>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

using namespace deploy::test;
using namespace std::chrono_literals;

namespace {

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

std::string repeated(const std::string& piece, std::size_t size) {
    std::string out;
    while (out.size() < size)
        out += piece;
    return out;
}

/// A service on a server that a step can reach.
struct Production : World {
    std::string incumbent = start_by_hand();
    ServerAccess access{*this, ServerAccess::Where::network};
    ActionRunner runner{*this};

    void merge(const std::string& version = "2") {
        config["release"] = {{"command", boost::json::array{"migrate"}}};
        config["watch"] = {{"window", "2s"}};
        repository().commit({{"version", version}, {"boot_ms", "300"}});
        access.write_configuration();
    }
    void watch_for(const std::string& window) {
        config["watch"] = {{"window", window}};
        access.write_configuration();
    }
    [[nodiscard]] ActionRunner::Inputs inputs() const {
        return {{"HOST", access.address()},
                {"PORT", std::to_string(access.sshd().port())},
                {"USER", "root"},
                {"SSH_KEY", read_file(access.sshd().client_key())},
                {"KNOWN_HOSTS", access.known_hosts()},
                {"INSTALL", "never"},
                {"URL", "https://app.example.com"}};
    }
    /// For a runner on the server.
    [[nodiscard]] ActionRunner::Inputs inputs_without_ssh() const {
        return {{"TRANSPORT", "local"},
                {"USER", "root"},
                {"CONFIG", (root() / "config.json").string()},
                {"URL", "https://app.example.com"}};
    }
    [[nodiscard]] std::string environment() const {
        return docker({"inspect", "--format", "{{json .Config.Env}}", routed()->id});
    }
    /// One that was made and never started, by the container of that id.
    [[nodiscard]] std::string made_helper(const std::string& maker) const {
        return docker({"create", "--label", "psyfit.test=" + id(), "--label",
                       "psyfit.deploy.helper=" + maker, ActionRunner::image()});
    }
    void await_logged(const std::string& text) {
        const auto deadline = std::chrono::steady_clock::now() + longest_wait;
        while (!has(runner.log(), text))
            if (std::chrono::steady_clock::now() > deadline)
                FAIL("'", text, "' never comes:\n", runner.log());
            else
                std::this_thread::sleep_for(5ms);
    }
};

/// The program of this build in the search path of the machine, as far as this run's engine sees
/// it: only where that engine and its files are the run's own.
class InstalledHere {
public:
    static bool possible() {
        const char* const own = std::getenv("DEPLOY_TEST_OWN_ENGINE");
        if (own != nullptr)
            return true;
        std::cout << "[skipped] " << doctest::getContextOptions()->currentTest->m_name
                  << ": it would be seen on the whole machine; tests/engine.sh has its own\n";
        return false;
    }
    InstalledHere() {
        std::filesystem::copy_file(DEPLOY_TEST_CLI, folder_.path() / "psyfit-deploy");
        output_of({"mount", "--bind", folder_.path().string(), place});
    }
    ~InstalledHere() { run({"umount", place}); }
    InstalledHere(const InstalledHere&) = delete;
    InstalledHere& operator=(const InstalledHere&) = delete;

private:
    static constexpr const char* place = "/usr/local/sbin";

    TemporaryFolder folder_;
};

/// Containers that the action made and that have this label.
std::size_t containers_with(const std::string& label) {
    const auto answer =
        engine_api::get("/containers/json?all=1&" + engine_api::filter("label", label)).value();
    return answer.as_array().size();
}

} // namespace

TEST_CASE("a merge is live, and GitHub is told how") {
    if (Load::skipped())
        return;
    Production world;
    world.merge();
    Load load{{.port = world.port(), .host = world.host(), .rate = 90}};

    const auto step = world.runner.run(world.inputs());

    const auto report = load.stop();
    CHECK_MESSAGE(step.exit_code == 0, step.log);
    CHECK_MESSAGE(report.lost() == 0, report.text());
    expect_live(world, "2", world.incumbent);
    const auto routed = world.routed();
    CHECK(step.outputs.at("result") == "deployed");
    CHECK(step.outputs.at("version") == routed->revision);
    CHECK(step.outputs.at("container") == routed->name);
    CHECK(step.outputs.at("url") == "https://app.example.com");
    CHECK(step.outputs.at("lost_requests") == "0");
    CHECK(has(step.outputs.at("rollback_command"), "psyfit-deploy rollback "));
    CHECK(has(world.run_cli({"history", "--json"}).out, step.outputs.at("deployment_id")));
    for (const auto* part : {"is live", "Timeline", "Commits that went live", "**0 lost**"})
        CHECK_MESSAGE(has(step.summary, part), part);
    for (const auto* group : {"::group::building", "::group::switching", "::group::retiring"})
        CHECK_MESSAGE(has(step.log, group), group);
    CHECK(has(step.log, "::add-mask::-----BEGIN OPENSSH PRIVATE KEY-----"));
}

TEST_CASE("a candidate that fails is a failed step that tells cause, what serves and what mends") {
    if (skipped())
        return;
    Production world;
    world.config["health"] = {{"deadline", "3s"}, {"timeout", "500ms"}};
    world.access.write_configuration();
    world.repository().commit({{"version", "2"}, {"mode", "exit"}, {"exit_code", "7"}});
    const Before before{world};

    const auto step = world.runner.run(world.inputs());

    CHECK(step.exit_code == 5);
    CHECK(step.outputs.at("result") == "reverted");
    CHECK(step.outputs.at("container") == before.routed->name);
    CHECK(has(step.log, "::error title=psyfit-deploy%3A reverted::"));
    for (const auto* part : {"What failed", "exit code 7", "still serves", "To mend it"})
        CHECK_MESSAGE(has(step.summary, part), part);
    expect_untouched(world, before);
}

TEST_CASE("what a build, a release command and a container print forges nothing") {
    if (skipped())
        return;
    Production world;
    world.merge();
    const auto dockerfile = read_file(world.repository().author() / "Dockerfile");
    write_file(world.repository().author() / "Dockerfile",
               dockerfile + "LABEL forged=\"##[error]forged by the build\"\n");
    world.repository().commit({{"version", "2"},
                               {"mode", "exit"},
                               {"exit_code", "7"},
                               {"say", "::set-output name=result::forged|  ::error::forged|"
                                       "##[add-mask]forged|::stop-commands::forged|result=forged|"
                                       "result<<ghadelimiter|forged|ghadelimiter|# forged"}});
    const Before before{world};

    const auto step = world.runner.run(world.inputs());

    CHECK(step.exit_code == 5);
    CHECK(step.outputs.at("result") == "reverted");
    CHECK(has(step.log, "forged by the build"));
    CHECK_MESSAGE(has(step.summary, "forged"), "the container's last words are told");
    CHECK_MESSAGE(flaw_of_summary(step.summary).empty(), step.summary);
    CHECK_MESSAGE(!has(outside_of_code(step.summary).value(), "\n# forged"), step.summary);
    for (const auto& command : commands_in(step.log))
        if (!command.starts_with("::error title=psyfit-deploy"))
            CHECK_FALSE(has(command, "forged"));
    for (const auto& [name, value] : step.outputs)
        CHECK_FALSE(has(value, "forged"));
    expect_untouched(world, before);
}

TEST_CASE("more than GitHub takes in a summary is cut, and what matters stays") {
    if (skipped())
        return;
    Production world;
    boost::json::object variables; // a name is told with five bytes for each of these
    for (int number = 0; number < 9000; ++number)
        variables["V" + std::string(24, '_') + std::to_string(number)] = "";
    world.config["environment"] = {{"set", variables}};
    for (int number = 0; number < 20; ++number)
        world.repository().commit_with(repeated("\xe6\x97\xa5`", 20'000));
    world.repository().commit(
        {{"version", "2"}, {"mode", "exit"}, {"say", repeated("<\xe6\x97\xa5```|", 200'000)}});
    world.access.write_configuration();
    const Before before{world};

    const auto failed = world.runner.run(world.inputs());
    expect_untouched(world, before);
    world.merge("3");
    world.watch_for("0s");
    const auto live = world.runner.run(world.inputs());

    CHECK(failed.exit_code == 5);
    CHECK(flaw_of_summary(failed.summary) == "");
    for (const std::string part : {"exit code 1", "still serves", "To mend it", "did not go live"})
        CHECK_MESSAGE(has(failed.summary, part), part);
    CHECK_MESSAGE(live.exit_code == 0, live.log);
    CHECK(flaw_of_summary(live.summary) == "");
    for (const std::string part : {"is live", "**0 lost**", "more", "psyfit-deploy rollback "})
        CHECK_MESSAGE(has(live.summary, part), part);
}

TEST_CASE("the name of a branch is a name, whatever it looks like") {
    if (skipped())
        return;
    Production world;
    world.merge();
    const Before before{world};
    auto inputs = world.inputs();
    const auto trap = world.root() / "trap";
    for (const auto& name : {"zzz\";touch${IFS}" + trap.string() + ";#",
                             "$(touch " + trap.string() + ")", std::string{"--image=x"}}) {
        CAPTURE(name);
        inputs["REF"] = name;

        const auto step = world.runner.run(inputs);

        CHECK((step.exit_code == 2 || step.exit_code == 3));
        CHECK((step.outputs.at("result") == "failed" || step.outputs.at("result") == "reverted"));
        CHECK_FALSE(std::filesystem::exists(trap));
        expect_untouched(world, before);
    }
}

TEST_CASE("a key that is restricted to psyfit-deploy is enough where it is installed") {
    if (skipped())
        return;
    Production world;
    world.merge();
    world.access.restrict_key("restrict,command=\"psyfit-deploy serve --config " +
                              (world.root() / "config.json").string() + "\"");

    const auto step = world.runner.run(world.inputs());

    CHECK_MESSAGE(step.exit_code == 0, step.log);
    CHECK(step.outputs.at("result") == "deployed");
    expect_live(world, "2", world.incumbent);
}

TEST_CASE("keys that suffered in a form work, others are refused with the way to mend it") {
    if (skipped())
        return;
    Production world;
    auto inputs = world.inputs();
    inputs["COMMAND"] = "status";
    const auto key = inputs["SSH_KEY"];
    auto crlf = key;
    for (std::size_t at = 0; (at = crlf.find('\n', at)) != std::string::npos; at += 2)
        crlf.replace(at, 1, "\r\n");

    for (const auto& given : {crlf, key.substr(0, key.size() - 1)}) {
        inputs["SSH_KEY"] = given;
        const auto step = world.runner.run(inputs);
        CHECK_MESSAGE(step.exit_code == 0, step.log);
        CHECK(step.outputs.at("result") == "ok");
        CHECK(step.outputs.at("container") == world.routed()->name);
    }
    make_ssh_key(world.root() / "other_key");
    inputs["SSH_KEY"] = read_file(world.root() / "other_key");
    const auto refused = world.runner.run(inputs);
    CHECK(refused.exit_code == 3);
    CHECK(has(refused.log, "it does not accept the key"));
    inputs["SSH_KEY"] = "nonsense";
    const auto unreadable = world.runner.run(inputs);
    CHECK(unreadable.exit_code == 2);
    CHECK(has(unreadable.log, "it is no private key"));
}

TEST_CASE("a user without a name is told that OpenSSH wants one, once and at once") {
    if (skipped())
        return;
    Production world;
    const auto as_nobody = [&](Words words) {
        words.insert(words.begin(),
                     {"docker", "run", "--rm", "--network", world.service(), "--user", "12345"});
        return run(words);
    };
    Words step;
    for (const auto& [key, value] : world.inputs())
        step.insert(step.end(), {"--env", "INPUT_" + key + "=" + value});
    step.push_back(ActionRunner::image());

    const auto action = as_nobody(step);
    const auto cli = as_nobody(
        {"--entrypoint", "/usr/bin/psyfit-deploy", ActionRunner::image(), "--host",
         "root@" + world.access.address() + ":" + std::to_string(world.access.sshd().port()),
         "deploy"});

    CHECK(action.exit_code == 3);
    CHECK_MESSAGE(has(action.out, "runs as a user that has no name here"), action.out);
    CHECK(cli.exit_code == 3);
    CHECK_MESSAGE(has(cli.err, "has no name here"), cli.err);
    CHECK_FALSE(has(cli.err, "trying again"));
}

TEST_CASE("on the server a user without a name deploys as any other") {
    if (skipped())
        return;
    Production world;
    world.merge();
    world.repository().move_origin_into_checkout();
    const std::string socket = "/var/run/docker.sock";
    output_of({"chown", "-R", "12345", world.root().string()});
    Words command{"docker",
                  "run",
                  "--rm",
                  "--network",
                  "host",
                  "--user",
                  "12345:12345",
                  "--group-add",
                  output_of({"stat", "-L", "-c", "%g", socket}),
                  "--env",
                  "HOME=/tmp",
                  "--entrypoint",
                  "/usr/bin/psyfit-deploy"};
    for (const auto& path : {socket, std::string{"/usr/bin/docker"}, world.root().string()})
        command.insert(command.end(), {"--volume", path + ":" + path});
    command.insert(command.end(), {ActionRunner::image(), "deploy", "--config",
                                   (world.root() / "config.json").string()});

    const auto done = run(command);

    CHECK_MESSAGE(done.exit_code == 0, done.err);
    expect_live(world, "2", world.incumbent);
}

TEST_CASE("a host key that is not the known one stops the step, and the line to paste is told") {
    if (skipped())
        return;
    Production world;
    world.merge();
    const Before before{world};
    auto inputs = world.inputs();
    make_ssh_key(world.root() / "another");
    const auto host = inputs["KNOWN_HOSTS"].substr(0, inputs["KNOWN_HOSTS"].find(' '));
    const std::vector<std::string> strangers{
        "other.example ssh-ed25519 AAAA",
        host + " " + SshServer::public_key(world.root() / "another.pub")};
    for (const auto& known : strangers) {
        CAPTURE(known);
        auto given = inputs;
        given["KNOWN_HOSTS"] = known;

        const auto step = world.runner.run(given);

        CHECK(step.exit_code == 3);
        CHECK_MESSAGE(has(step.log, inputs["KNOWN_HOSTS"]), step.log);
        CHECK(has(step.log, "SHA256:"));
        expect_untouched(world, before);
    }
}

TEST_CASE("a connection that is cut does not end the deployment, and the step tells the truth") {
    if (skipped())
        return;
    Production world;
    world.merge();
    world.runner.start(world.inputs());
    world.await_logged("::group::switching");

    CHECK(world.access.sshd().cut_connections() > 0);

    const auto step = world.runner.result();
    CHECK_MESSAGE(step.exit_code == 0, step.log);
    CHECK(step.outputs.at("result") == "deployed");
    expect_live(world, "2", world.incumbent);
}

TEST_CASE(
    "a server whose packets are dropped deploys on, and the step finds it again in its time") {
    if (skipped() || DroppedPackets::skipped())
        return;
    Production world;
    world.merge();
    auto inputs = world.inputs();
    inputs["TIMEOUT"] = "10";
    world.runner.start(inputs);
    world.await_logged("::group::building");
    {
        const DroppedPackets dropped{world.access.sshd().port()};
        world.await_logged("not responding; the run goes on by itself, trying again");
    }

    const auto step = world.runner.result();

    CHECK_MESSAGE(step.exit_code == 0, step.log);
    CHECK(step.outputs.at("result") == "deployed");
    expect_live(world, "2", world.incumbent);
}

TEST_CASE("a job that is cancelled turns the deployment back") {
    if (skipped())
        return;
    Production world;
    world.merge();
    world.watch_for("60s"); // it is cancelled long before
    const Before before{world};
    world.runner.start(world.inputs());
    world.await_logged("::group::watching");

    world.runner.signal("INT");

    const auto step = world.runner.result();
    CHECK_MESSAGE(step.exit_code == 130, step.log);
    CHECK(step.outputs.at("result") == "cancelled");
    CHECK(has(step.log, "::warning title=Cancelled::"));
    CHECK(world.routed()->id == before.routed->id);
}

TEST_CASE("a job that is told to end twice tells the truth, and the server ends well by itself") {
    if (skipped())
        return;
    Production world;
    for (const auto* state : {"building", "gating", "switching", "watching"}) {
        CAPTURE(state);
        world.merge();
        world.watch_for("5s");
        const Before before{world};
        world.runner.start(world.inputs());
        world.await_logged(std::string{"::group::"} + state);

        world.runner.signal("INT");
        world.runner.signal("TERM");

        const auto step = world.runner.result();
        const auto end = world.run_cli({"attach", world.last_run()});
        const auto& result = step.outputs.at("result");
        CHECK((result == "cancelled" || result == "unknown" || result == "deployed"));
        if (result != "unknown")
            CHECK_MESSAGE(step.exit_code == end.exit_code, step.log);
        CHECK((end.exit_code == 130 || end.exit_code == 0));
        if (end.exit_code == 130)
            CHECK(world.routed()->id == before.routed->id);
        CHECK(world.run_cli({"recover", "--wait", "60"}).out == "nothing to recover\n");
    }
}

TEST_CASE("a job that is killed leaves the deployment to itself") {
    if (skipped())
        return;
    Production world;
    world.merge();
    world.runner.start(world.inputs());
    world.await_logged("::group::gating");

    world.runner.signal("KILL");
    CHECK(world.runner.result().exit_code == 137);

    const auto id = world.last_run();
    CHECK(world.run_cli({"attach", id}).exit_code == 0);
    expect_live(world, "2", world.incumbent);
}

TEST_CASE("a second job waits for the first") {
    if (skipped())
        return;
    Production world;
    world.merge();
    auto first = world.start_cli({"deploy"});
    await_said(first, "] gating");

    const auto step = world.runner.run(world.inputs());

    CHECK(finished(first).exit_code == 0);
    CHECK_MESSAGE(step.exit_code == 0, step.log);
    CHECK(world.version() == "2");
}

TEST_CASE("a server without psyfit-deploy has its engine run the action's image") {
    if (skipped())
        return;
    Production world;
    world.access.uninstall();
    world.merge();
    world.repository().move_origin_into_checkout();
    auto inputs = world.inputs();

    const auto refused = world.runner.run(inputs);
    inputs["INSTALL"] = "auto";
    inputs["CONFIG"] = (world.root() / "config.json").string();
    inputs["SET"] = "GREETING=changed\n";
    const auto step = world.runner.run(inputs);

    CHECK(refused.exit_code == 3);
    CHECK(has(refused.log, "there is no psyfit-deploy on"));
    CHECK_MESSAGE(step.exit_code == 0, step.log);
    CHECK(step.outputs.at("result") == "deployed");
    CHECK(world.version() == "2");
    CHECK(has(world.environment(), "\"GREETING=changed\""));
}

TEST_CASE("a server with neither psyfit-deploy nor Docker is told what to install") {
    if (skipped())
        return;
    Production world;
    world.access.uninstall();
    world.access.hide("docker");
    auto inputs = world.inputs();
    inputs["INSTALL"] = "auto";
    const Before before{world};

    const auto step = world.runner.run(inputs);

    CHECK(step.exit_code == 3);
    CHECK(step.outputs.at("result") == "failed");
    for (const std::string part : {"neither psyfit-deploy nor a Docker Engine for this user",
                                   "install Docker there", "nothing was touched"})
        CHECK_MESSAGE(has(step.log, part), step.log);
    expect_untouched(world, before);
}

TEST_CASE("a runner on the server itself needs no ssh, and there no psyfit-deploy") {
    if (skipped())
        return;
    Production world;
    world.merge();
    world.repository().move_origin_into_checkout();
    auto inputs = world.inputs_without_ssh();
    inputs["INSTALL"] = "never";
    const Before before{world};

    const auto refused = world.runner.run(inputs);
    expect_untouched(world, before);
    inputs["INSTALL"] = "auto";
    inputs["USER"] = "nobody-of-that-name";
    const auto stranger = world.runner.run(inputs);
    expect_untouched(world, before);
    inputs["USER"] = "root";
    inputs["SET"] = "GREETING=changed\n";
    const auto left = world.made_helper(std::string(64, 'a'));
    const auto awaited = world.made_helper(
        docker({"inspect", "--format", "{{.Id}}", world.proxy_name()})); // of one that runs
    const auto step = world.runner.run(inputs);

    CHECK_FALSE(engine_api::get("/containers/" + left + "/json"));
    CHECK(engine_api::get("/containers/" + awaited + "/json"));
    docker({"rm", awaited});
    CHECK(refused.exit_code == 3);
    CHECK_MESSAGE(has(refused.log, "on this machine: psyfit-deploy: No such file"), refused.log);
    CHECK(stranger.exit_code == 3);
    CHECK_MESSAGE(has(stranger.log, "no user 'nobody-of-that-name'"), stranger.log);
    CHECK_MESSAGE(step.exit_code == 0, step.log);
    CHECK(step.outputs.at("result") == "deployed");
    expect_live(world, "2", world.incumbent);
    CHECK(has(world.environment(), "\"GREETING=changed\""));
    CHECK(containers_with("psyfit.deploy.helper") == 0);
}

TEST_CASE("a runner on the server itself uses the server's psyfit-deploy, which outlives the job") {
    if (skipped() || !InstalledHere::possible())
        return;
    Production world;
    const InstalledHere installed;
    world.merge();
    world.runner.start(world.inputs_without_ssh());
    world.await_logged("::group::gating");

    world.runner.signal("KILL");
    CHECK(world.runner.result().exit_code == 137);

    CHECK(has(world.runner.log(),
              "psyfit-deploy " + std::string{deploy::version} + " on this machine"));
    CHECK(world.run_cli({"attach", world.last_run()}).exit_code == 0);
    expect_live(world, "2", world.incumbent);
    auto inputs = world.inputs_without_ssh();
    inputs["COMMAND"] = "rollback";
    const auto back = world.runner.run(inputs);
    CHECK_MESSAGE(back.exit_code == 0, back.log);
    CHECK(world.version() == "1");
    CHECK(containers_with("psyfit.deploy.helper") == 0);
    CHECK_MESSAGE(containers_with("psyfit.deploy.run") == 1, "the one of the run that ended last");
}
