// SPDX-License-Identifier: MIT
// Backups and restores, killed at every point that there is.
#include "kill/backup_killer.hpp"

using namespace deploy::test;

TEST_SUITE_BEGIN("long");

TEST_CASE("a backup that is killed at any point leaves none that is listed and not good" *
          doctest::skip()) {
    if (no_database())
        return;
    Database database;
    database.fill(1);
    Killer killer{database, {"backup"}};
    Listing listing;
    for (const std::string call : {"write", "sync", "rename", "send"})
        for (const std::string when : {"before", "after"})
            for (int number = 1; killer.kill_at(when, number, call); ++number) {
                CAPTURE(call);
                CAPTURE(when);
                CAPTURE(number);
                listing.expect_good(database);
            }
    CHECK(killer.kills > 20);
    REQUIRE(database.run_cli({"backup"}).exit_code == 0);
    const auto left = database.files();
    CHECK(std::ranges::none_of(left, [](const auto& name) { return name.ends_with(".part"); }));
    listing.print("backup", killer.kills);
}

TEST_CASE("a restore that is killed at any point leaves the old or the new database, whole" *
          doctest::skip()) {
    if (no_database())
        return;
    Database database;
    database.fill(1);
    const auto wanted = database.fingerprint();
    const auto name = backed_up(database);
    Killer killer{database, {"restore", name, "--yes"}};
    Listing listing;
    int restored = 0;
    int half = 0;
    for (const std::string call : {"send", "write", "sync", "rename"})
        for (const std::string when : {"before", "after"})
            for (int number = 1;; ++number) {
                CAPTURE(call);
                CAPTURE(when);
                CAPTURE(number);
                static_cast<void>(database.sql("UPDATE users SET body = body || 'x'"));
                const auto former = database.fingerprint();
                if (!killer.kill_at(when, number, call))
                    break;
                database.await_quiet();
                const auto now = database.fingerprint();
                CHECK((now == former || now == wanted));
                half += now == former || now == wanted ? 0 : 1;
                restored += now == wanted ? 1 : 0;
                listing.expect_good(database);
            }
    CHECK(killer.kills > 50);
    CHECK(restored > 0);
    REQUIRE(database.run_cli(killer.command).exit_code == 0);
    CHECK(database.fingerprint() == wanted);
    CHECK(database.databases() == "psyfit_production psyfit_production_before_restore");
    listing.print("restore", killer.kills);
    std::printf("restore: %d left the old database live, %d the new one, %d a half one\n",
                killer.kills - restored - half, restored, half);
}

TEST_SUITE_END();
