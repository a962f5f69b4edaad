// SPDX-License-Identifier: MIT
// Migrations reverted by the application in the container that serves.
#include "e2e/database.hpp"
#include "e2e/expect.hpp"
#include "e2e/rails_application.hpp"

#include <boost/json/parse.hpp>

using namespace deploy::test;
namespace json = boost::json;

namespace {

/// `bits`: whether each of the three is applied.
std::string state(const std::string& bits, const std::string& irreversible = {}) {
    std::string out;
    for (std::size_t i = 0; i < 3; ++i) {
        const auto id = "2026010" + std::to_string(i + 1) + "000000";
        out += (i == 0 ? "" : ",") + (R"({"id":")" + id + R"(","name":"Step )") +
               std::to_string(i + 1) + R"(","applied":)" + (bits[i] == '1' ? "true" : "false") +
               (id == irreversible ? R"(,"irreversible":true})" : "}");
    }
    return R"({"migrations":[)" + out + "]}";
}

/// The same of what the application has now.
std::string applied(const std::string& container) {
    std::string out;
    const auto now = json::parse(rails_state(container));
    for (const auto& each : now.at("migrations").as_array())
        out += each.at("applied").as_bool() ? '1' : '0';
    return out;
}

} // namespace

TEST_CASE("migrations go back by steps or to a version, after a dry run and with --yes only") {
    if (skipped())
        return;
    World world;
    world.config["database"] = {{"container", world.service() + "-nodb"}};
    const auto live = world.start_by_hand();
    give_rails(live, state("111"));

    const auto rehearsed = world.run_cli({"db", "rollback", "--dry-run"});
    CHECK_MESSAGE(rehearsed.exit_code == 0, rehearsed.err);
    CHECK(rehearsed.out.find("db:rollback STEP=1") != std::string::npos);
    expect_said(world.run_cli({"db", "rollback"}), 3, "needs --yes");
    expect_said(world.run_cli({"db", "rollback", "--yes"}), 3, "no migration was touched");
    CHECK(applied(live) == "111");

    const auto step = world.run_cli({"db", "rollback", "--yes", "--no-backup"});
    CHECK_MESSAGE(step.exit_code == 0, step.err);
    CHECK(applied(live) == "110");

    const auto back = world.run_cli(
        {"db", "rollback", "--to", "20260101000000", "--yes", "--no-backup", "--json"});
    REQUIRE_MESSAGE(back.exit_code == 0, back.err);
    CHECK(json::parse(back.out).at("after").at(1).at("applied") == false);
    CHECK(applied(live) == "100");

    set_rails_state(live, state("111", "20260102000000"));
    const auto half = world.run_cli({"db", "rollback", "--step", "2", "--yes", "--no-backup"});
    expect_said(half, 7, "IrreversibleMigration in Step 2");
    CHECK(half.out.find("Step 3  applied  not applied") != std::string::npos);
    CHECK(applied(live) == "110");
}

TEST_CASE("a backup is made before migrations go back, and one that fails stops them") {
    if (skipped() || no_database())
        return;
    World world;
    Database database;
    database.fill(1);
    world.config["backup"] = database.config["backup"];
    world.config["database"] = database.config["database"];
    world.config["database"].as_object()["name"] = "no_such_database";
    const auto live = world.start_by_hand();
    give_rails(live, state("111"));

    const auto stopped = world.run_cli({"db", "rollback", "--yes"});
    expect_refused(
        stopped, 3,
        {.error = "no migration was touched, for the backup failed", .serves = {}, .fix = {}});
    CHECK(stopped.err.find("no_such_database") != std::string::npos);
    CHECK(applied(live) == "111");
    CHECK(database.files().empty());

    world.config["database"].as_object()["name"] = "psyfit_production";
    const auto done = world.run_cli({"db", "rollback", "--yes"});
    REQUIRE_MESSAGE(done.exit_code == 0, done.err);
    CHECK(applied(live) == "110");
    world.config["database"].as_object()["container"] = "";
    expect_said(world.run_cli({"db", "rollback", "--yes"}), 3, "with --no-backup");
    CHECK(applied(live) == "110");
    CHECK(done.out.find("Step 3  applied  not applied") != std::string::npos);
    CHECK(done.out.find("backup") < done.out.find("Step 3"));
    const auto files = database.files();
    REQUIRE(files.size() == 2);
    CHECK(done.out.find((database.backups() / files[0]).string()) != std::string::npos);
    CHECK(world.run_cli({"backup", "verify", files[0]}).exit_code == 0);
    CHECK(database.databases() == "psyfit_production");
}
