// SPDX-License-Identifier: MIT
// What each of the operations prints for programs is what docs/json.md says.
#include "e2e/database.hpp"
#include "e2e/expect.hpp"
#include "e2e/rails_application.hpp"
#include "helpers/json_shape.hpp"

#include <boost/json/parse.hpp>
#include <set>
#include <sstream>

using namespace deploy::test;
namespace fs = std::filesystem;

namespace {

constexpr auto rails = R"({"queues":{"default":2},"pauses":[],
    "migrations":[{"id":"20260101000000","name":"First","applied":true},
                  {"id":"20260102000000","name":"Second","applied":true}]})";

Words words_of(const std::string& text) {
    std::istringstream in{text};
    return {std::istream_iterator<std::string>{in}, {}};
}

/// The order in which one leaves what the next needs.
const std::vector<std::string> in_order{"setup --dry-run",
                                        "secrets generate",
                                        "secrets check",
                                        "backup --dry-run",
                                        "backup",
                                        "backup verify",
                                        "backup drill --dry-run",
                                        "backup drill",
                                        "restore --list",
                                        "restore --latest --dry-run",
                                        "restore --latest --yes",
                                        "workers pause",
                                        "workers status",
                                        "workers resume",
                                        "monitor --test-alarm",
                                        "monitor",
                                        "doctor",
                                        "cleanup --dry-run",
                                        "schedule show --crontab",
                                        "schedule install --crontab --dry-run",
                                        "schedule remove --crontab --dry-run",
                                        "db rollback --dry-run",
                                        "db rollback --yes",
                                        "certificate localhost:1"};

/// A service that is live, with an application to ask and a database.
struct Host {
    World world;
    Database database;

    Host() {
        for (const auto* section : {"database", "backup"})
            world.config[section] = database.config[section];
        world.config["schedule"] = {{"timezone", "Etc/UTC"}, {"logs", world.root().string()}};
        world.config["setup"] = {{"secrets", (world.root() / "etc/psyfit.env").string()}};
        world.config["mail"] = {{"server", "127.0.0.1"},        {"port", 1},
                                {"security", "none"},           {"user", ""},
                                {"from", "monitor@psytech.jp"}, {"to", {"o@psytech.jp"}}};
        give_rails(world.start_by_hand(), rails);
        database.fill(1);
    }
};

} // namespace

TEST_CASE("every operation prints the fields of docs/json.md, and no others") {
    if (skipped() || no_database())
        return;
    const auto documented =
        documented_fields(fs::path{DEPLOY_SOURCE_DIRECTORY} / "docs" / "json.md");
    CHECK_MESSAGE(std::set(in_order.begin(), in_order.end()).size() == documented.size(),
                  "every row of the page is run");
    Host host;
    for (const auto& command : in_order) {
        CAPTURE(command);
        REQUIRE(documented.contains(command));
        auto words = words_of(command);
        words.emplace_back("--json");

        const auto done = host.world.run_cli(words);

        INFO(done.out, done.err);
        boost::system::error_code damaged;
        const auto document = boost::json::parse(done.out, damaged);
        CHECK_MESSAGE(!damaged, "it is one JSON document");
        CHECK(disagreement(documented.at(command), document) == "");
    }
}

TEST_CASE("an operation that cannot be done tells its error as JSON, in its three parts") {
    if (skipped() || no_database())
        return;
    Database database;
    database.config["database"].as_object()["container"] = "psyfit-test-none";
    for (const auto* command :
         {"backup", "restore --latest --yes", "workers status", "workers pause", "db rollback",
          "backup drill", "backup verify", "secrets check"}) {
        CAPTURE(command);
        auto words = words_of(command);
        words.emplace_back("--json");

        const auto failed = database.run_cli(words);

        INFO(failed.out, failed.err);
        CHECK(failed.exit_code != 0);
        boost::system::error_code damaged;
        const auto document = boost::json::parse(failed.out, damaged);
        REQUIRE_FALSE(damaged);
        const auto& error = document.at("error").as_object();
        CHECK_FALSE(error.at("kind").as_string().empty());
        CHECK_FALSE(error.at("message").as_string().empty());
        CHECK_FALSE(error.at("fix").as_string().empty());
    }
}
