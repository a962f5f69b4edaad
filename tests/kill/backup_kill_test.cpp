// SPDX-License-Identifier: MIT
// Killed with SIGKILL while it backs up, restores, drills or fetches, at some points of each kind.
#include "e2e/storage_server.hpp"
#include "kill/backup_killer.hpp"

using namespace deploy::test;
namespace json = boost::json;

namespace {

/// A point to die at: before or after the Nth call of a kind.
struct Point {
    std::string when;
    int number;
    std::string call;
};

} // namespace

TEST_CASE("a backup that is killed leaves none that is listed and not good") {
    if (no_database())
        return;
    Database database;
    database.fill(1);
    Killer killer{database, {"backup"}};
    Listing listing;
    for (const auto& [when, number, call] :
         {Point{"before", 1, "write"}, Point{"after", 2, "write"}, Point{"before", 1, "sync"},
          Point{"before", 1, "rename"}, Point{"after", 1, "rename"}, Point{"before", 2, "rename"},
          Point{"after", 2, "rename"}, Point{"after", 4, "send"}}) {
        CAPTURE(when);
        CAPTURE(number);
        CAPTURE(call);
        CHECK(killer.kill_at(when, number, call));
        listing.expect_good(database);
    }
    expect_done(database.run_cli({"backup"}));
    CHECK(std::ranges::none_of(database.files(),
                               [](const auto& name) { return name.ends_with(".part"); }));
    listing.print("backup", killer.kills);
}

TEST_CASE("a restore that is killed leaves the old or the new database, whole") {
    if (no_database())
        return;
    Database database;
    database.fill(1);
    const auto wanted = database.fingerprint();
    const auto name = backed_up(database);
    Killer killer{database, {"restore", name, "--yes"}};
    Listing listing;
    for (const auto& [when, number, call] :
         {Point{"before", 1, "write"}, Point{"after", 1, "rename"}, Point{"before", 10, "send"},
          Point{"after", 20, "send"}, Point{"after", 30, "send"}, Point{"before", 40, "send"}}) {
        CAPTURE(when);
        CAPTURE(number);
        CAPTURE(call);
        static_cast<void>(database.sql("UPDATE users SET body = body || 'x'"));
        const auto former = database.fingerprint();
        CHECK(killer.kill_at(when, number, call));
        database.await_quiet();
        const auto now = database.fingerprint();
        CHECK((now == former || now == wanted));
        listing.expect_good(database);
    }
    expect_done(database.run_cli(killer.command));
    CHECK(database.fingerprint() == wanted);
    CHECK(database.databases() == "psyfit_production psyfit_production_before_restore");
    listing.print("restore", killer.kills);
}

TEST_CASE("a drill that is killed leaves its database, which the next one removes") {
    if (no_database())
        return;
    Database database;
    database.fill(1);
    const auto before = database.fingerprint();
    static_cast<void>(backed_up(database));
    Killer killer{database, {"backup", "drill"}};
    int left = 0;
    for (int number = 1; killer.kill_at("after", number, "send"); number += 3) {
        CAPTURE(number);
        database.await_quiet();
        CHECK(database.fingerprint() == before);
        left += database.databases() == "psyfit_production" ? 0 : 1;
    }
    CHECK(killer.kills > 5);
    CHECK_MESSAGE(left > 0, "some were killed while it was there");
    CHECK_MESSAGE(database.databases() == "psyfit_production", "the last one, to its end");
    std::printf("drill: %d kills, %d left a database of the drill\n", killer.kills, left);
}

TEST_CASE("a fetch of a copy that is killed leaves no part of it that is listed as a backup") {
    if (no_database() || no_storage())
        return;
    Database database;
    StorageServer storage;
    database.config["storage"] = storage.config();
    database.fill(2);
    const auto wanted = database.fingerprint();
    const auto name = backed_up(database);
    std::filesystem::remove_all(database.backups()); // only the copy is left
    Killer killer{database, {"restore", name, "--yes"}};
    for (const auto& [when, number, call] :
         {Point{"before", 1, "write"}, Point{"after", 1, "rename"}, Point{"before", 2, "write"},
          Point{"torn", 3, "write"}, Point{"before", 2, "sync"}, Point{"before", 2, "rename"}}) {
        CAPTURE(when);
        CAPTURE(number);
        CAPTURE(call);
        CHECK(killer.kill_at(when, number, call));
        const auto list = database.run_cli({"restore", "--list", "--json"});
        expect_done(list);
        const auto backups = json::parse(list.out).at("backups").as_array();
        REQUIRE(backups.size() == 1);
        CHECK_MESSAGE(backups[0].at("stored") == true, "it is in the storage, and not here");
        CHECK(database.fingerprint() == wanted);
    }
    static_cast<void>(database.sql("DELETE FROM users"));
    expect_done(database.run_cli(killer.command));
    CHECK(database.fingerprint() == wanted);
    CHECK(std::ranges::none_of(database.files(),
                               [](const auto& each) { return each.ends_with(".part"); }));
    std::printf("fetch: %d kills\n", killer.kills);
}
