// SPDX-License-Identifier: MIT
// A proxy that refuses, answers late, or goes away at the worst moment: the real one, held still,
// killed and restarted.
#include "e2e/expect.hpp"

#include <chrono>
#include <csignal>
#include <future>
#include <optional>
#include <utility>

using namespace deploy::test;
using namespace std::chrono_literals;

namespace {

constexpr auto longest = 60s;

/// Waits until the program has said that on standard error.
void await_said(Program& program, const std::string& text) {
    const auto deadline = std::chrono::steady_clock::now() + longest;
    for (bool ended = false; program.err().find(text) == std::string::npos;) {
        REQUIRE_MESSAGE(!ended, "'", text, "' never comes:\n", program.err());
        ended = program.wait(10ms) || std::chrono::steady_clock::now() > deadline;
    }
}

Finished finished(Program& program) {
    const auto code = program.wait(longest);
    REQUIRE_MESSAGE(code, "the program does not end:\n", program.err());
    return {*code, program.out(), program.err()};
}

/// The proxy's processes held still, as on a machine that has stalled.
class Frozen {
public:
    explicit Frozen(const World& world) : proxy_{world.proxy_name()} { docker({"pause", proxy_}); }
    ~Frozen() { thaw(); }
    Frozen(const Frozen&) = delete;
    Frozen& operator=(const Frozen&) = delete;

    void thaw() {
        if (!proxy_.empty())
            run({"docker", "unpause", std::exchange(proxy_, "")});
    }

private:
    std::string proxy_;
};

/// A deployment of version 2 that is in the middle of its switch: the traffic has moved, and the
/// proxy waits for a slow request that the incumbent still answers.
struct AmidSwitch {
    World world;
    std::string incumbent;
    std::optional<Program> program;
    std::future<HttpAnswer> slow;

    AmidSwitch() {
        world.config["proxy"].as_object()["deploy_timeout"] = "2s";
        world.config["proxy"].as_object()["drain_timeout"] = "3s";
        world.config["watch"] = {{"window", 0}};
        incumbent = world.start_by_hand();
        world.repository().commit({{"version", "2"}, {"boot_ms", "1500"}});
        program = world.start_cli({"deploy"});
        await_said(*program, "] gating");
        slow = std::async(std::launch::async, [this] { return world.get("/slow?ms=4000"); });
        const auto deadline = std::chrono::steady_clock::now() + longest;
        bool moved = false;
        while (!moved && std::chrono::steady_clock::now() < deadline)
            moved = world.version() == "2";
        REQUIRE_MESSAGE(moved, program->err());
    }
};

} // namespace

TEST_CASE("a proxy that stops answering under watch gives the traffic back once it answers") {
    if (skipped())
        return;
    World world;
    world.config["health"] = {{"deadline", "10s"}, {"timeout", "500ms"}};
    world.config["watch"] = {{"window", "30s"}};
    world.start_by_hand();
    const Before before{world};
    world.repository().commit({{"version", "2"}});

    auto program = world.start_cli({"deploy"});
    await_said(program, "] watching");
    Frozen frozen{world};
    await_said(program, "watching failed");
    frozen.thaw();
    const auto run = finished(program);

    expect_refused(run, 6,
                   {.error = "the proxy '" + world.proxy_name() + "' is paused",
                    .serves = world.service() + "-new serves again; traffic was moved back to it",
                    .fix = "docker unpause " + world.proxy_name()});
    expect_untouched(world, before);
}

TEST_CASE("a proxy that dies under watch needs a person, then recover takes everything back") {
    if (skipped())
        return;
    World world;
    world.config["health"] = {{"deadline", "10s"}, {"timeout", "500ms"}};
    world.config["watch"] = {{"window", "30s"}};
    world.start_by_hand();
    const Before before{world};
    world.repository().commit({{"version", "2"}});

    auto program = world.start_cli({"deploy"});
    await_said(program, "] watching");
    docker({"kill", world.proxy_name()});
    const auto run = finished(program);
    docker({"start", world.proxy_name()});
    world.await_proxy();
    const auto recovered = world.run_cli({"recover"});

    expect_refused(run, 7,
                   {.error = "the proxy '" + world.proxy_name() + "' does not run",
                    .serves = "not known for certain; the way back failed",
                    .fix = "docker start " + world.proxy_name()});
    CHECK(recovered.exit_code == 0);
    expect_untouched(world, before);
}

TEST_CASE("a proxy that stalls in the middle of the switch is waited for") {
    if (skipped())
        return;
    AmidSwitch amid;
    {
        const Frozen frozen{amid.world};
        const auto port = std::to_string(amid.world.port());
        const auto asked = run({"curl", "--silent", "--max-time", "1", "http://127.0.0.1:" + port});
        CHECK_MESSAGE(asked.exit_code == 28, "the proxy answers nobody");
    }
    const auto run = finished(*amid.program);

    CHECK_MESSAGE(run.exit_code == 0, run.err);
    CHECK(amid.slow.get().status == 200);
    expect_live(amid.world, "2", amid.incumbent);
}

TEST_CASE("a switch whose answer is lost with the proxy's process is read back") {
    if (skipped())
        return;
    AmidSwitch amid;
    docker({"restart", "-t", "0", amid.world.proxy_name()});
    amid.world.await_proxy();
    const auto run = finished(*amid.program);

    CHECK_MESSAGE(run.exit_code == 0, run.err);
    expect_live(amid.world, "2", amid.incumbent);
}

TEST_CASE("a proxy that is restarted while the incumbent is stopped changes nothing") {
    if (skipped())
        return;
    World world;
    world.config["watch"] = {{"window", "0s"}};
    const auto incumbent = world.start_like_kamal();
    world.repository().commit({{"version", "2"}});

    auto program = world.start_cli({"deploy"});
    await_said(program, "] retiring");
    docker({"restart", "-t", "0", world.proxy_name()});
    world.await_proxy();
    const auto run = finished(program);

    CHECK_MESSAGE(run.exit_code == 0, run.err);
    expect_live(world, "2", incumbent);
    CHECK(world.run_cli({"recover"}).out == "nothing to recover\n");
}

TEST_CASE("a proxy that is restarted in the middle of the way back is asked again") {
    if (skipped())
        return;
    World world;
    world.config["watch"] = {{"window", "60s"}};
    world.start_like_kamal();
    const Before before{world};
    world.repository().commit({{"version", "2"}});

    auto program = world.start_cli({"deploy"});
    await_said(program, "] watching");
    auto slow = std::async(std::launch::async, [&] { return world.get("/slow?ms=4000"); });
    CHECK(world.version() == "2"); // the proxy has seen the slow one
    CHECK(world.post("/sicken").status == 200);
    const auto deadline = std::chrono::steady_clock::now() + longest;
    while (world.version() == "2" && std::chrono::steady_clock::now() < deadline) {
    }
    docker({"restart", "-t", "0", world.proxy_name()});
    world.await_proxy();
    const auto run = finished(program);

    expect_refused(run, 6, {.error = "candidate", .serves = before.routed->name, .fix = ""});
    expect_untouched(world, before);
    CHECK(world.run_cli({"recover"}).out == "nothing to recover\n");
}

TEST_CASE("a deployment killed in its switch waits for a proxy that stalls, then is finished") {
    if (skipped())
        return;
    AmidSwitch amid;
    auto& world = amid.world;
    Frozen frozen{world};
    amid.program->send_signal(SIGKILL);
    CHECK(amid.program->wait(longest) == 128 + SIGKILL);

    const auto early = world.run_cli({"recover"});
    frozen.thaw();
    const auto recovered = world.run_cli({"recover"});

    expect_said(early, 3, "docker unpause " + world.proxy_name());
    CHECK_MESSAGE(recovered.exit_code == 0, recovered.err);
    expect_live(world, "2", amid.incumbent);
}

TEST_CASE("a first deployment on a host of another service is refused and leaves nothing") {
    if (skipped())
        return;
    World world;
    world.start_by_hand();
    const Before before{world};
    world.config["service"] = world.service() + "-second";

    const auto run = world.deploy_first();

    expect_refused(run, 5,
                   {.error = "host settings conflict",
                    .serves = "nothing, as before: " + world.service() + "-second has no route",
                    .fix = "kamal-proxy list"});
    expect_untouched(world, before);
}
