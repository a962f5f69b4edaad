// SPDX-License-Identifier: MIT
// Canaries: values that are nowhere else, in every place where a secret can be. Whatever happens,
// they are found in the containers' environment and in the files that hold them, and nowhere else.
#include "e2e/await.hpp"
#include "e2e/command_lines.hpp"
#include "e2e/expect.hpp"

#include <csignal>
#include <map>
#include <set>
#include <utility>

using namespace deploy::test;
namespace fs = std::filesystem;

namespace {

/// As the kernel prints it.
constexpr auto no_core = "Max core file size        0                    0";

/// A world whose every secret is a canary.
struct CanaryWorld : World {
    std::map<std::string, std::string> canaries;

    CanaryWorld() {
        fs::create_directory(root() / "tmp");
        ::setenv("TMPDIR", (root() / "tmp").c_str(), 1);
        for (const auto* name : {"KEPT_TOKEN", "LD_PRELOAD", "SET_TOKEN", "GIT_PASSWORD", "SLACK",
                                 "WEBHOOK", "SENTRY", "MAIL"})
            canaries[name] = "canary" + new_secret();
        canaries["RAILS_MASTER_KEY"] = repository().master_key();
        config["watch"] = {{"window", "1s"}};
        config["release"] = {{"command", boost::json::array{"migrate"}}};
        config["environment"] = {{"set", {{"SET_TOKEN", canaries["SET_TOKEN"]}}}};
        tell_others();
        start_by_hand({"--env", "KEPT_TOKEN=" + canaries["KEPT_TOKEN"], "--env",
                       "LD_PRELOAD=" + canaries["LD_PRELOAD"]});
    }

    ~CanaryWorld() { ::unsetenv("TMPDIR"); }

    /// Runs the program with both forms of output, and looks for canaries in all that it leaves.
    void run_and_search(const Words& words) {
        for (const auto& form : {Words{"--verbose"}, Words{"--json"}}) {
            Words command = words;
            command.insert(command.end(), form.begin(), form.end());
            CommandLines lines{canaries};
            const auto run = run_cli(command);
            const auto in_lines = lines.stop();
            CHECK_MESSAGE(in_lines.empty(), "in a command line: ", in_lines.front());
            outputs_ += run.out + run.err;
            search("standard output", run.out);
            search("standard error", run.err);
            search_files();
        }
    }

    void search(const std::string& where, const std::string& text) {
        for (const auto& [what, canary] : canaries)
            CHECK_MESSAGE(text.find(canary) == std::string::npos, what, " is in ", where);
    }

    void search_files() {
        const auto& checkout = repository().checkout();
        const std::set<fs::path> right_places{checkout / "config/master.key",
                                              checkout / ".git/config", checkout / "Dockerfile"};
        for (const auto& folder : {root() / "state", root() / "tmp", checkout})
            if (fs::exists(folder))
                for (const auto& entry : fs::recursive_directory_iterator{folder})
                    if (entry.is_regular_file() && !right_places.contains(entry.path()))
                        search(entry.path().string(), read_file(entry.path()));
    }

    /// All that was printed since the last call.
    std::string take_outputs() { return std::exchange(outputs_, {}); }

private:
    std::string outputs_;

    /// Of whom none answers, so that each is told of.
    void tell_others() {
        const auto file = [this](const std::string& name, const std::string& before = {}) {
            const auto path = root() / "secrets" / name;
            write_file(path, before + canaries[name] + "\n");
            fs::permissions(path, fs::perms{0600});
            return path.string();
        };
        config["notify"] = {{"slack_webhook_file", file("SLACK", "http://127.0.0.1:1/services/")},
                            {"webhook_url", "http://127.0.0.1:1/hook"},
                            {"webhook_secret_file", file("WEBHOOK")},
                            {"sentry_url", "http://127.0.0.1:1"},
                            {"sentry_organization", "psyfit"},
                            {"sentry_projects", boost::json::array{"web"}},
                            {"sentry_token_file", file("SENTRY")}};
        config["mail"] = {{"server", "127.0.0.1"},
                          {"port", 1},
                          {"password_file", file("MAIL")},
                          {"from", "monitor@psytech.jp"},
                          {"to", boost::json::array{"ops@psytech.jp"}}};
    }

    static std::string new_secret() { return output_of({"openssl", "rand", "-hex", "16"}); }
};

} // namespace

TEST_CASE("a secret in a command line is seen") {
    const std::map<std::string, std::string> canaries{{"TOKEN", "canary-of-a-command-line"}};
    const Program careless{{"sh", "-c", "sleep 60; :", canaries.at("TOKEN")}};
    CommandLines lines{canaries};

    const auto seen = lines.stop();

    CHECK_FALSE(seen.empty());
}

TEST_CASE("no secret leaves its place, whatever happens") {
    if (skipped())
        return;
    CanaryWorld world;

    world.repository().commit({{"version", "2"}});
    world.run_and_search({"plan"});
    world.run_and_search({"deploy"});
    CHECK(world.version() == "2");
    const auto environment = world.get("/env").body;
    for (const auto* kept : {"KEPT_TOKEN", "SET_TOKEN", "RAILS_MASTER_KEY"})
        CHECK(environment.find(world.canaries[kept]) != std::string::npos);
    CHECK(environment.find(world.canaries["LD_PRELOAD"]) == std::string::npos);

    MESSAGE("the questions");
    for (const auto& question :
         {Words{"status"}, Words{"history"}, Words{"config", "show"}, Words{"rollback", "nobody"},
          Words{"recover"}, Words{"logs"}, Words{"attach", world.last_run()}, Words{"doctor"},
          Words{"monitor"}, Words{"monitor", "--test-alarm"}, Words{"secrets", "check"},
          Words{"cleanup", "--dry-run"}, Words{"schedule", "show"}, Words{"workers", "status"}})
        world.run_and_search(question);
    const auto outputs = world.take_outputs();
    for (const auto* told : {"Slack", "Sentry", "webhook", "mail to ops@psytech.jp"})
        CHECK_MESSAGE(outputs.find(told) != std::string::npos, told, " was tried");

    MESSAGE("the way back, and a deployment that is killed");
    world.run_and_search({"rollback"});
    CHECK(world.version() == "2"); // there and back again
    world.config["watch"] = {{"window", "30s"}};
    world.repository().commit({{"version", "killed"}});
    CommandLines lines{world.canaries};
    auto killed = world.start_cli({"deploy"});
    await_said(killed, "] watching");
    CHECK(lines.stop().empty());
    CHECK(read_file("/proc/" + std::to_string(killed.pid()) + "/limits").find(no_core) !=
          std::string::npos);
    killed.send_signal(SIGKILL);
    killed.wait(longest_wait);
    world.search("the output of what was killed", killed.out() + killed.err());
    world.run_and_search({"recover"});
    CHECK(world.version() == "killed"); // it was watched and well

    MESSAGE("a deployment that is aborted");
    world.repository().commit({{"version", "aborted"}});
    auto aborted = world.start_cli({"deploy"});
    await_said(aborted, "] watching");
    world.run_and_search({"abort"});
    CHECK(aborted.wait(longest_wait) == 130);
    world.search("the output of what was aborted", aborted.out() + aborted.err());
    world.config["watch"] = {{"window", "1s"}};
    CHECK(world.version() == "killed");

    MESSAGE("the image");
    const auto image = world.service() + ":latest";
    const auto archive = (world.root() / "image.tar").string();
    docker({"save", "--output", archive, image});
    world.search("the image", read_file(archive));
    world.search("the image's history", docker({"history", "--no-trunc", image}));
    world.search("the proxy's container", docker({"inspect", world.proxy_name()}));

    MESSAGE("a release command that prints its environment and fails");
    world.repository().commit({{"version", "3"}, {"mode", "leaky"}, {"migrate_exit", "3"}});
    world.run_and_search({"deploy"});
    CHECK(world.take_outputs().find("sample: KEPT_TOKEN=***") != std::string::npos);

    MESSAGE("a candidate that logs its environment and serves it");
    world.config["health"] = {{"deadline", "2s"}};
    world.repository().commit({{"version", "4"}, {"mode", "leaky"}});
    world.run_and_search({"deploy"});
    CHECK(world.take_outputs().find("sample: KEPT_TOKEN=***") != std::string::npos);

    MESSAGE("a build that prints a secret and fails");
    world.repository().commit_file("Dockerfile", world.repository().dockerfile() +
                                                     "\nRUN [\"/missing\", \"" +
                                                     world.canaries["RAILS_MASTER_KEY"] + "\"]\n");
    world.run_and_search({"deploy"});
    CHECK(world.take_outputs().find("/missing") != std::string::npos);

    MESSAGE("a remote with a password in its address");
    ServiceRepository::git(
        world.repository().checkout(),
        {"remote", "set-url", "origin",
         "http://deployer:" + world.canaries["GIT_PASSWORD"] + "@127.0.0.1:1/service.git"});
    world.run_and_search({"deploy"});
    world.run_and_search({"plan"});
    CHECK(world.take_outputs().find("127.0.0.1:1") != std::string::npos);
    CHECK(world.version() == "killed");
}
