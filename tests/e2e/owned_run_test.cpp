// SPDX-License-Identifier: MIT
// On a server without psyfit-deploy a run is the engine's own: whoever asked for it may die.
#include "e2e/action_runner.hpp"
#include "e2e/await.hpp"
#include "e2e/expect.hpp"
#include "e2e/server_access.hpp"

#include <regex>
#include <thread>

using namespace deploy::test;
using namespace std::chrono_literals;

namespace {

/// A server that has a Docker Engine and no psyfit-deploy, and the step that deploys there.
struct BareServer : World {
    std::string incumbent = start_by_hand();
    ServerAccess access{*this, ServerAccess::Where::network};
    ActionRunner step{*this};

    void start(const std::string& mode) {
        config["watch"] = {{"window", "2s"}};
        config["health"] = {{"deadline", "3s"}, {"timeout", "1s"}};
        repository().commit({{"version", "2"}, {"mode", mode}, {"boot_ms", "500"}});
        repository().move_origin_into_checkout();
        access.uninstall();
        access.write_configuration();
        step.start({{"HOST", access.address()},
                    {"PORT", std::to_string(access.sshd().port())},
                    {"USER", "root"},
                    {"SSH_KEY", read_file(access.sshd().client_key())},
                    {"KNOWN_HOSTS", access.known_hosts()},
                    {"CONFIG", (root() / "config.json").string()}});
    }
    /// Waits for a line of the step's log, and gives its one group.
    std::string await_logged(const std::string& pattern) const {
        const auto deadline = std::chrono::steady_clock::now() + longest_wait;
        for (std::smatch found;; std::this_thread::sleep_for(5ms)) {
            const auto log = step.log();
            if (std::regex_search(log, found, std::regex{pattern}))
                return found[1];
            if (std::chrono::steady_clock::now() > deadline)
                FAIL("'", pattern, "' never comes:\n", log);
        }
    }
};

} // namespace

TEST_CASE("a run that the engine owns outlives the ssh and the step that asked for it") {
    if (skipped())
        return;
    struct Case {
        std::string mode;
        int code;
    };
    for (const auto& each : {Case{"ok", 0}, Case{"unhealthy", 5}}) {
        CAPTURE(each.mode);
        BareServer server;
        const Before before{server};
        server.start(each.mode);
        const auto id = server.await_logged("run (\\S+) on ");
        static_cast<void>(server.await_logged("::group::(gating)"));

        const auto connections = server.step.kill_programs("ssh");
        server.step.kill();

        CHECK(connections >= 1);
        CHECK(server.step.result().exit_code == 137);
        const auto attached = server.run_cli({"attach", id});
        CHECK_MESSAGE(attached.exit_code == each.code, attached.err);
        CHECK(docker({"wait", "psyfit-deploy-" + id}) == std::to_string(each.code));
        CHECK(server.run_cli({"recover"}).out == "nothing to recover\n");
        if (each.code == 0)
            expect_live(server, "2", server.incumbent);
        else
            expect_untouched(server, before);
    }
}
