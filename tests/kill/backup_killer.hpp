// SPDX-License-Identifier: MIT
#pragma once
#include "e2e/database.hpp"
#include "e2e/expect.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <cstdio>
#include <doctest/doctest.h>

namespace deploy::test {

inline constexpr int killed_code = 128 + 9;

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
        const auto backups = boost::json::parse(list.out).at("backups").as_array();
        ++listings;
        listed += backups.size();
        if (backups.empty())
            return;
        const auto verified = database.run_cli({"backup", "verify", "--all"});
        CHECK_MESSAGE(verified.exit_code == 0, verified.err);
        const auto files = database.files();
        const bool whole = std::ranges::all_of(backups, [&](const boost::json::value& backup) {
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

/// Makes one and gives its name.
inline std::string backed_up(Database& database) {
    const auto made = database.run_cli({"backup", "--json"});
    REQUIRE_MESSAGE(made.exit_code == 0, made.err);
    return std::string{boost::json::parse(made.out).at("backup").at("name").as_string()};
}

} // namespace deploy::test
