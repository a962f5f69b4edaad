// SPDX-License-Identifier: MIT
#include "e2e/database.hpp"
#include "e2e/expect.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <cstdio>
#include <doctest/doctest.h>

using namespace deploy::test;
namespace json = boost::json;

namespace {

constexpr int killed_code = 128 + 9;

/// Kills the command at the Nth call of a kind; false when it has fewer of them.
struct Killer {
    Database& database;
    Words command;
    int kills = 0;

    bool kill_at(const std::string& when, int number, const std::string& call) {
        const auto ended = database.run_cli(
            command, {.environment = {{"LD_PRELOAD", DEPLOY_TEST_JOURNAL_KILLER},
                                      {"DEPLOY_TEST_KILL_IN", database.backups().string()},
                                      {"DEPLOY_TEST_KILL_AT",
                                       when + ":" + std::to_string(number) + ":" + call}}});
        CAPTURE(ended.err);
        const bool killed = ended.exit_code == killed_code;
        CHECK((killed || ended.exit_code == 0));
        kills += killed ? 1 : 0;
        return killed;
    }
};

/// What a kill left: every backup that is listed is good, and none of them is a partial file.
struct Listing {
    int listings = 0;
    int with_a_bad_one = 0;
    std::size_t listed = 0; ///< Backups, in all of them.

    void expect_good(Database& database) {
        const auto list = database.run_cli({"restore", "--list", "--json"});
        REQUIRE_MESSAGE(list.exit_code == 0, list.err);
        const auto backups = json::parse(list.out).at("backups").as_array();
        ++listings;
        listed += backups.size();
        if (backups.empty())
            return;
        const auto verified = database.run_cli({"backup", "verify", "--all"});
        CHECK_MESSAGE(verified.exit_code == 0, verified.err);
        const auto files = database.files();
        const bool whole = std::ranges::all_of(backups, [&](const json::value& backup) {
            return std::ranges::binary_search(files, std::string{backup.at("name").as_string()});
        });
        CHECK_MESSAGE(whole, "each has a file of that very name");
        with_a_bad_one += whole && verified.exit_code == 0 ? 0 : 1;
    }
    void print(const char* of, int kills) const {
        std::printf("%s: %d kills, %d listings of %zu backups, %d with one that is not good\n", of,
                    kills, listings, listed, with_a_bad_one);
    }
};

} // namespace

TEST_CASE("a backup that is killed at any point leaves none that is listed and not good") {
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

TEST_CASE("a restore that is killed at any point leaves the old or the new database, whole") {
    if (no_database())
        return;
    Database database;
    database.fill(1);
    const auto wanted = database.fingerprint();
    const auto made = database.run_cli({"backup", "--json"});
    const auto name = std::string{json::parse(made.out).at("backup").at("name").as_string()};
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
