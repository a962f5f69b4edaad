// SPDX-License-Identifier: MIT
// Migrations reverted by the application in the container that serves.
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
