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

using namespace deploy::test;
namespace fs = std::filesystem;

namespace {

constexpr auto rails = R"({"queues":{"default":2},"pauses":[],
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
        world.config["state_directory"] = state().string();
        world.config["schedule"] = {{"timezone", "Etc/UTC"}, {"logs", world.root().string()}};
        world.config["setup"] = {{"secrets", (world.root() / "etc/psyfit.env").string()}};
        live = world.start_by_hand();
        give_rails(live, rails);
        database.fill(1);
        expect_done(world.run_cli({"backup"}));
        fs::remove_all(state());
    }

    [[nodiscard]] fs::path state() const { return world.root() / "state"; }

    /// All that a command could change, a line each.
    [[nodiscard]] std::set<std::string> everything() const {
        std::string out;
        for (const auto& folder : {world.root(), database.root()})
            out += output_of({"find", folder.string(), "-printf", "%p %y %m %s %T@ %l\\n"}) + "\n";
        for (const Words& list :
             {Words{"ps", "-a", "--no-trunc", "--format", "{{.ID}} {{.Names}} {{.State}}"},
              Words{"images", "-a", "--no-trunc", "--format", "{{.ID}} {{.Repository}}:{{.Tag}}"},
              Words{"volume", "ls", "-q"}, Words{"network", "ls", "--no-trunc"}})
            out += docker(list) + "\n";
        return lines(out + database.databases() + "\n" + rails_state(live) + "\n" + scheduled());
    }

private:
    /// This machine's crontab and units.
    static std::string scheduled() {
        return run({"crontab", "-l"}).out +
               run({"find", "/etc/systemd/system", "-printf", "%p %T@\\n"}).out;
    }
};

} // namespace

TEST_CASE("a dry run of any command changes nothing, and leaves nothing behind") {
    if (skipped() || no_database())
        return;
    Server server;
    auto before = server.everything();
    for (const Words& command :
         {Words{"monitor"}, Words{"backup"}, Words{"restore", "--latest"}, Words{"cleanup"},
          Words{"workers", "pause"}, Words{"db", "rollback"},
          Words{"schedule", "install", "--crontab"}, Words{"schedule", "remove", "--crontab"},
          Words{"secrets", "generate"}, Words{"setup"}}) {
        auto words = command;
        words.emplace_back("--dry-run");
        const auto told = server.world.run_cli(words);

        INFO(command.front(), ": ", told.out, told.err);
        CHECK(told.exit_code == (command.front() == "monitor" ? 3 : 0));
        auto after = server.everything();
        CHECK(difference(before, after) == "");
        before = std::move(after);
    }
}
