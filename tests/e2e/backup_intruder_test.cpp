// SPDX-License-Identifier: MIT
// What is no regular file in the backups' folder is neither waited for nor followed.
#include "e2e/database.hpp"
#include "e2e/expect.hpp"

#include <boost/json/parse.hpp>
#include <doctest/doctest.h>

using namespace deploy::test;
namespace fs = std::filesystem;
namespace json = boost::json;

namespace {

constexpr auto intruder = "psyfit_production_20991231_020000.sql.gz";

std::string name_of_backup(const Finished& made) {
    REQUIRE_MESSAGE(made.exit_code == 0, made.err);
    return std::string{json::parse(made.out).at("backup").at("name").as_string()};
}

/// Names of the backups that are listed.
Words listed(Database& database) {
    const auto list = database.run_cli({"restore", "--list", "--json"});
    REQUIRE_MESSAGE(list.exit_code == 0, list.err);
    Words out;
    const auto document = json::parse(list.out);
    for (const auto& backup : document.at("backups").as_array())
        out.emplace_back(backup.at("name").as_string());
    return out;
}

/// Puts a pipe that nobody writes to there, or a link.
void put(const std::string& kind, const fs::path& file, const fs::path& target) {
    fs::remove(file);
    if (kind == "pipe")
        output_of({"mkfifo", "-m", "600", file.string()});
    else
        fs::create_symlink(target, file);
}

} // namespace

TEST_CASE("a pipe or a link in a manifest's place makes no good backup") {
    if (no_database())
        return;
    Database database;
    database.fill(1);
    const auto name = name_of_backup(database.run_cli({"backup", "--json"}));
    const auto manifest = database.backups() / (name + ".json");
    const auto elsewhere = database.root() / "elsewhere.json";
    fs::rename(manifest, elsewhere); // a good one, so that only following the link would find it

    for (const std::string kind : {"pipe", "link"}) {
        CAPTURE(kind);
        put(kind, manifest, elsewhere);
        CHECK(listed(database) == Words{name});
        for (const Words& command : {Words{"backup", "verify"}, Words{"backup", "drill"}}) {
            const auto refused = database.run_cli(command);
            CHECK(refused.exit_code == 3);
            CHECK_MESSAGE(refused.err.find("manifest cannot be read") != std::string::npos,
                          refused.err);
        }
    }
    CHECK_MESSAGE(fs::exists(elsewhere), "what a link leads to is not touched");
}

TEST_CASE("a pipe or a link in a backup's place is no backup, and the next one is good") {
    if (no_database())
        return;
    Database database;
    database.fill(1);
    const auto name = name_of_backup(database.run_cli({"backup", "--json"}));
    const auto elsewhere = database.root() / "elsewhere.sql.gz";
    fs::copy_file(database.backups() / name, elsewhere);

    for (const std::string kind : {"pipe", "link"}) {
        CAPTURE(kind);
        put(kind, database.backups() / intruder, elsewhere);
        put(kind, database.backups() / (intruder + std::string{".json"}), elsewhere);
        put(kind, database.backups() / (std::string{"."} + intruder + ".part"), elsewhere);
        CHECK(listed(database).back() == name);
        CHECK(database.run_cli({"backup", "verify", intruder}).exit_code == 3);
        CHECK(database.run_cli({"restore", intruder, "--yes"}).exit_code == 3);
        const auto made = name_of_backup(database.run_cli({"backup", "--json"}));
        CHECK(listed(database).front() == made);
    }
    CHECK(read_file(elsewhere) == read_file(database.backups() / name));
}

TEST_CASE("a pipe in the place of the lock of backups is told and not waited for") {
    if (no_database())
        return;
    Database database;
    database.fill(1);
    const auto name = name_of_backup(database.run_cli({"backup", "--json"}));
    put("pipe", database.backups() / ".psyfit-deploy.lock", {});

    CHECK(listed(database) == Words{name});
    const auto refused = database.run_cli({"backup"});
    CHECK(refused.exit_code == 3);
    CHECK_MESSAGE(refused.err.find(".psyfit-deploy.lock") != std::string::npos, refused.err);
}
