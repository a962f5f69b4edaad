// SPDX-License-Identifier: MIT
// A first deployment is killed on real parts: it serves afterwards, or has left nothing.
#include "e2e/await.hpp"
#include "kill/blows.hpp"

#include <algorithm>

using namespace deploy::test;

namespace {

/// A server without a version, on which first deployments are killed.
class EmptySite {
public:
    EmptySite() : relay_{world_.root() / "engine.sock"} {
        world_.config["docker"] = {{"socket", relay_.socket().string()}};
        world_.config["watch"] = {{"window", "0s"}};
        write_file(world_.root() / "first.env", "GREETING=hello\n");
    }

    /// True when the blow struck.
    bool strike(const Blow& blow) {
        relay_.arm(blow.plan);
        auto program = world_.start_cli(
            {"deploy", "--first", "--env-file", (world_.root() / "first.env").string()},
            {.environment = blow.environment});
        relay_.aim(program.pid());
        const auto run = finished(program);
        const bool struck = run.exit_code == 128 + SIGKILL;
        CHECK_MESSAGE((struck || run.exit_code == 0), run.err);
        relay_.disarm();
        return struck;
    }

    /// `recover` ends it: what is routed is the one container and answers, or there is none.
    void expect_recovered() {
        const auto run = world_.run_cli({"recover"});
        INFO(run.out, run.err);
        CHECK(run.exit_code == 0);
        const auto containers = world_.containers();
        if (const auto routed = world_.routed()) {
            CHECK(containers.size() == 1);
            CHECK(routed->status == "running");
            CHECK(world_.get("/api/v1/health").status == 200);
        } else {
            CHECK(world_.target().empty());
            CHECK(containers.empty());
        }
        CHECK(world_.run_cli({"recover"}).out == "nothing to recover\n");
    }

    /// As on the first day.
    void clear_away() {
        if (const auto routed = world_.routed()) {
            world_.proxy({"remove", world_.service()});
            docker({"rm", "--force", "--volumes", routed->id});
        }
        std::filesystem::remove_all(world_.root() / "state");
    }

private:
    World world_;
    EngineRelay relay_;
};

int sweep(EmptySite& site, const std::function<Blow(int)>& blow_at) {
    for (int at = 1;; ++at) {
        const auto blow = blow_at(at);
        INFO(blow.name);
        const bool struck = site.strike(blow);
        site.expect_recovered();
        site.clear_away();
        if (!struck)
            return at - 1;
    }
}

} // namespace

TEST_CASE("a first deployment that is killed serves afterwards, or has left nothing") {
    if (skipped())
        return;
    EmptySite site;
    const auto changes = [](const EngineCall& call) { return call.changes(); };

    int kills = sweep(site, [&](int at) { return at_engine(Fault::kill_unanswered, at, changes); });
    CHECK(kills >= 4);
    kills += sweep(
        site, [](int at) { return killed_at_journal("before:" + std::to_string(at) + ":write"); });
    CHECK(kills > 12);

    MESSAGE("first deployments killed: ", kills);
}
