// SPDX-License-Identifier: MIT
// The runner that is the server itself: through the engine's socket, without ssh.
#include "e2e/action_world.hpp"
#include "e2e/expect.hpp"

#include <csignal>
#include <cstdlib>
#include <deploy/version.hpp>
#include <iostream>

using namespace deploy::test;

namespace {

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

/// A helper that was made and never started, by the container of that id.
std::string made_helper(const World& world, const std::string& maker) {
    return docker({"create", "--label", "psyfit.test=" + world.id(), "--label",
                   "psyfit.deploy.helper=" + maker, ActionRunner::image()});
}

} // namespace

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
    const auto left = made_helper(world, std::string(64, 'a'));
    const auto awaited = made_helper(
        world, docker({"inspect", "--format", "{{.Id}}", world.proxy_name()})); // of one that runs
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

    world.runner.kill();
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

TEST_CASE("a job on the server itself that is cancelled turns the deployment back") {
    if (skipped())
        return;
    Production world;
    world.merge();
    world.watch_for("60s"); // it is cancelled long before
    world.repository().move_origin_into_checkout();
    const Before before{world};
    for (const std::string state : {"building", "watching"}) {
        CAPTURE(state);
        world.runner.start(world.inputs_without_ssh());
        world.await_logged("::group::" + state);

        world.runner.signal(SIGINT);

        const auto step = world.runner.result();
        CHECK_MESSAGE(step.exit_code == 130, step.log);
        CHECK(step.outputs.at("result") == "cancelled");
        CHECK(has(step.log, "::warning title=Cancelled::"));
        CHECK(world.routed()->id == before.routed->id);
    }
}

TEST_CASE("a helper on the server itself that is killed costs nothing but another one") {
    if (skipped())
        return;
    Production world;
    world.merge();
    world.repository().move_origin_into_checkout();
    world.runner.start(world.inputs_without_ssh());
    world.await_logged("::group::watching");

    const auto maker = docker({"inspect", "--format", "{{.Id}}", world.runner.name()});
    docker({"kill", docker({"ps", "--quiet", "--filter", "label=psyfit.deploy.helper=" + maker})});

    const auto step = world.runner.result();
    CHECK_MESSAGE(step.exit_code == 0, step.log);
    CHECK(step.outputs.at("result") == "deployed");
    CHECK(has(step.log, "trying again"));
    expect_live(world, "2", world.incumbent);
}
