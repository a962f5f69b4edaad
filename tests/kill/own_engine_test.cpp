// SPDX-License-Identifier: MIT
// An engine that is killed and comes back in the middle of a deployment, and one whose disk is
// full.
#include "e2e/await.hpp"
#include "e2e/expect.hpp"
#include "e2e/load.hpp"
#include "e2e/place.hpp"
#include "kill/own_engine.hpp"

#include <algorithm>
#include <atomic>
#include <fstream>
#include <iostream>
#include <thread>

using namespace deploy::test;

namespace {

constexpr std::size_t storage = std::size_t{700} << 20U;

/// One for all cases, since this process can enter its namespaces once only.
OwnEngine* own_engine() {
    if (const auto missing = OwnEngine::missing(); !missing.empty()) {
        std::cout << "[skipped] " << doctest::getContextOptions()->currentTest->m_name << ": "
                  << missing << std::endl;
        return nullptr;
    }
    if (skipped())
        return nullptr;
    static OwnEngine engine{storage};
    return &engine;
}

struct OwnWorld : World {
    explicit OwnWorld(const OwnEngine& engine) { config["docker"] = {{"socket", engine.socket()}}; }

    [[nodiscard]] LoadOptions load() const {
        return {.address = proxy_address(), .port = 80, .host = host(), .rate = 300};
    }
};

void expect_one_serves(const World& world) {
    const auto routed = world.routed();
    REQUIRE(routed);
    CHECK(routed->status == "running");
    std::string all;
    for (const auto& seen : world.containers())
        all += seen.name + " is " + seen.status + "\n";
    INFO(all);
    CHECK(std::ranges::count(world.containers(), "running", &Seen::status) == 1);
    CHECK(world.get("/home").status == 200);
}

/// How many of twenty slow requests at once, more than the proxy has connections for, fail.
int failures_at_once(const World& world) {
    std::atomic<int> failed{0};
    {
        std::vector<std::jthread> calls;
        for (int i = 0; i < 20; ++i)
            calls.emplace_back([&] { failed += world.get("/slow?ms=300").status == 200 ? 0 : 1; });
    }
    return failed;
}

/// An engine as it is installed: its containers end with it.
class WithoutLiveRestore {
public:
    explicit WithoutLiveRestore(OwnEngine& engine) : engine_{engine} {
        Place::leave(); // its proxy would not run any more
        restart(false);
    }
    ~WithoutLiveRestore() {
        Place::leave();
        restart(true);
    }
    WithoutLiveRestore(const WithoutLiveRestore&) = delete;
    WithoutLiveRestore& operator=(const WithoutLiveRestore&) = delete;

private:
    void restart(bool live) {
        engine_.stop();
        engine_.restore_live(live);
        engine_.start();
    }

    OwnEngine& engine_;
};

/// Takes all room but for a page or two, and gives it back.
class Filler {
public:
    explicit Filler(const std::filesystem::path& folder) : file_{folder / "filler"} {
        std::ofstream out{file_, std::ios::binary};
        const std::string piece(std::size_t{64} << 10U, 'x');
        while (out.write(piece.data(), static_cast<std::streamsize>(piece.size())).flush()) {
        }
    }
    ~Filler() { std::filesystem::remove(file_); }
    Filler(const Filler&) = delete;
    Filler& operator=(const Filler&) = delete;

private:
    std::filesystem::path file_;
};

} // namespace

TEST_CASE("an engine that is killed in the middle costs no request once it is back") {
    auto* const engine = own_engine();
    if (engine == nullptr)
        return;
    OwnWorld world{*engine};
    world.start_by_hand();
    int version = 1;
    for (const auto* state :
         {"building", "starting", "gating", "switching", "verifying", "watching", "retiring"}) {
        CAPTURE(std::string{state});
        world.repository().commit({{"version", std::to_string(++version)}});
        Load load{world.load()};
        auto program = world.start_cli({"deploy"});
        await_said(program, std::string{"] "} + state);
        Window away{.from = std::chrono::system_clock::now(), .to = {}};
        engine->kill();
        engine->start();
        away.to = std::chrono::system_clock::now() + std::chrono::seconds{1};
        const auto run = finished(program);
        const auto recovered = world.run_cli({"recover"});
        const auto again = world.run_cli({"recover"});
        const auto next = world.run_cli({"deploy"});

        INFO(run.err, recovered.err);
        CHECK_MESSAGE((run.exit_code == 0 || run.exit_code == 4 || run.exit_code == 5 ||
                       run.exit_code == 6 || run.exit_code == 9),
                      run.exit_code);
        CHECK(recovered.exit_code == 0);
        CHECK(again.out == "nothing to recover\n");
        CHECK_MESSAGE(next.exit_code == 0, next.err);
        CHECK(world.version() == std::to_string(version));
        expect_one_serves(world);
        const auto report = load.stop(away);
        CHECK_MESSAGE(report.lost() == report.lost_within(), report.text());
    }
}

TEST_CASE(
    "an engine that restarts without its containers is told of, and one command each mends it") {
    auto* const engine = own_engine();
    if (engine == nullptr)
        return;
    const WithoutLiveRestore meanwhile{*engine};
    OwnWorld world{*engine};
    world.start_by_hand({"--restart", "always"}); // once retired, it stays down all the same
    REQUIRE(world.run_cli({"deploy", "--rebuild"}).exit_code == 0); // now routed by its id
    world.config["watch"] = {{"window", "15s"}};
    int version = 1;
    for (const std::string state : {"gating", "switching", "watching", "retiring"}) {
        CAPTURE(state);
        world.repository().commit({{"version", std::to_string(++version)}, {"boot_ms", "3000"}});
        auto program = world.start_cli({"deploy"});
        await_said(program, "] " + state);
        engine->stop();
        engine->start();
        const auto run = finished(program);
        const auto early = world.run_cli({"recover"});
        docker({"start", world.proxy_name()});
        world.await_proxy();
        // Whatever a deployment started comes back with the engine.
        const auto recovered = world.run_cli({"recover"});
        INFO(run.err, early.err, recovered.err);
        CHECK((run.exit_code == 0) == (state == "retiring")); // then it is live, and says so
        expect_said(early, 3, "docker start " + world.proxy_name());
        CHECK(recovered.exit_code == 0);
        const auto next = world.run_cli({"deploy"});
        CHECK_MESSAGE(next.exit_code == 0, next.err);
        CHECK(world.version() == std::to_string(version));
        expect_one_serves(world);
    }
}

TEST_CASE("while the engine is away the proxy reaches no container by its name, whoever deploys") {
    auto* const engine = own_engine();
    if (engine == nullptr)
        return;
    OwnWorld world{*engine};
    world.start_by_hand();
    REQUIRE(world.run_cli({"deploy", "--rebuild"}).exit_code == 0); // now routed by its id
    engine->kill();
    const auto meanwhile = failures_at_once(world);
    engine->start();

    CHECK(meanwhile > 0);
    CHECK(failures_at_once(world) == 0);
}

TEST_CASE("a full disk of the engine fails the build, and what serves still serves") {
    auto* const engine = own_engine();
    if (engine == nullptr)
        return;
    OwnWorld world{*engine};
    world.start_by_hand();
    world.repository().commit({{"version", "2"}});
    const Before before{world};
    Load load{world.load()};
    Finished full;
    {
        const Filler filler{engine->data()};
        full = world.run_cli({"deploy"});
    }
    expect_said(full, 4, "no space left on device");
    expect_untouched(world, before);
    const auto next = world.run_cli({"deploy"});
    const auto report = load.stop();

    CHECK_MESSAGE(next.exit_code == 0, next.err);
    CHECK(world.version() == "2");
    CHECK_MESSAGE(report.lost() == 0, report.text());
}
