// SPDX-License-Identifier: MIT
// A dry run makes nothing: no file, no lock, nothing at the engine or in the database.
#include "e2e/database.hpp"
#include "e2e/docker_traces.hpp"
#include "e2e/expect.hpp"
#include "e2e/rails_application.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <sstream>
#include <utility>

using namespace deploy::test;
namespace fs = std::filesystem;

namespace {

constexpr auto rails = R"({"queues":{"default":2,"mailers":0},"pauses":["mailers"],
    "migrations":[{"id":"20260101000000","name":"First","applied":true}]})";

std::set<std::string> lines(const std::string& text) {
    std::set<std::string> out;
    std::istringstream all{text};
    for (std::string line; std::getline(all, line);)
        out.insert(line);
    return out;
}

/// What is in one of them only.
std::string difference(const std::set<std::string>& one, const std::set<std::string>& other) {
    std::vector<std::string> found;
    std::ranges::set_symmetric_difference(one, other, std::back_inserter(found));
    std::string out;
    for (const auto& line : found)
        out += line + "\n";
    return out;
}

/// A service that is live, with an application to ask and a database that was backed up once.
struct Server {
    World world;
    Database database;
    std::string live;

    Server() {
        for (const auto* section : {"database", "backup"})
            world.config[section] = database.config[section];
        world.config["redis"] = {{"container", ""}};
        world.config["state_directory"] = state().string();
        world.config["schedule"] = {{"timezone", "Etc/UTC"}, {"logs", world.root().string()}};
        world.config["setup"] = {{"secrets", (world.root() / "etc/psyfit.env").string()}};
        live = world.start_by_hand();
        give_rails(live, rails);
        database.fill(1);
        expect_done(world.run_cli({"backup"}));
        fs::remove_all(state());
    }

    /// Runs a command; what is different after it, a line each.
    std::string change_by(const Words& words, int code) {
        if (last_.empty())
            last_ = everything();
        const auto told = world.run_cli(words);
        INFO(words.front(), ": ", told.out, told.err);
        CHECK(told.exit_code == code);
        const auto before = std::exchange(last_, everything());
        return difference(before, last_);
    }

    [[nodiscard]] fs::path state() const { return world.root() / "state"; }

    /// All that a command could change, a line each; what other tests do meanwhile is not.
    [[nodiscard]] std::set<std::string> everything() const {
        std::string out;
        std::set<std::string> at_engine;
        for (const auto& folder : {world.root(), database.root()})
            out += output_of({"find", folder.string(), "-printf", "%p %y %m %s %T@ %l\\n"}) + "\n";
        for (const Words& list :
             {Words{"ps", "-a", "--no-trunc", "--format", "{{.ID}} {{.Names}} {{.State}}"},
              Words{"images", "-a", "--no-trunc", "--format", "{{.ID}} {{.Repository}}:{{.Tag}}"},
              Words{"volume", "ls", "-q"}, Words{"network", "ls", "--no-trunc"}})
            at_engine.merge(lines(docker(list)));
        std::erase_if(at_engine, [this](const std::string& line) { return !is_ours(line); });
        at_engine.merge(
            lines(out + database.databases() + "\n" + rails_state(live) + "\n" + scheduled()));
        return at_engine;
    }

private:
    /// Of this world, or of a production that a command took for its own.
    [[nodiscard]] bool is_ours(const std::string& line) const {
        const auto has = [&](std::string_view name) { return line.find(name) != line.npos; };
        return has(world.service()) || has(database.container()) ||
               ((has("psyfit") || has("kamal")) && !has("psyfit-test") && !has("psyfit-deploy"));
    }

    std::set<std::string> last_; ///< What there was when the command before had ended.

    /// This machine's crontab and units.
    static std::string scheduled() {
        return run({"crontab", "-l"}).out +
               run({"find", "/etc/systemd/system", "-printf", "%p %T@\\n"}).out;
    }
};

} // namespace

TEST_CASE("a dry run changes nothing and leaves nothing behind, and neither does who only asks") {
    if (skipped() || no_database())
        return;
    Server server;
    for (const auto& [words, code] :
         std::vector<std::pair<Words, int>>{{{"monitor", "--dry-run"}, 3},
                                            {{"backup", "--dry-run"}, 0},
                                            {{"restore", "--latest", "--dry-run"}, 0},
                                            {{"cleanup", "--dry-run"}, 0},
                                            {{"backup", "drill", "--dry-run"}, 0},
                                            {{"workers", "pause", "--dry-run"}, 0},
                                            {{"workers", "resume", "--dry-run"}, 0},
                                            {{"db", "rollback", "--dry-run"}, 0},
                                            {{"schedule", "install", "--crontab", "--dry-run"}, 0},
                                            {{"schedule", "remove", "--crontab", "--dry-run"}, 0},
                                            {{"secrets", "generate", "--dry-run"}, 0},
                                            {{"setup", "--dry-run"}, 0},
                                            {{"doctor"}, 0},
                                            {{"status"}, 0},
                                            {{"restore", "--list"}, 0},
                                            {{"backup", "verify"}, 0},
                                            {{"workers", "status"}, 0},
                                            {{"schedule", "show", "--crontab"}, 3}}) {
        CAPTURE(words.front());
        CHECK(server.change_by(words, code) == "");
    }
}
