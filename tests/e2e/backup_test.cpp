// SPDX-License-Identifier: MIT
#include "e2e/command_lines.hpp"
#include "e2e/database.hpp"
#include "e2e/expect.hpp"

#include <boost/json/parse.hpp>
#include <doctest/doctest.h>
#include <sys/stat.h>

using namespace deploy::test;
namespace json = boost::json;

namespace {

json::object parsed(const Finished& finished) {
    CAPTURE(finished.err);
    return json::parse(finished.out).as_object();
}

std::string name_of(const Finished& finished) {
    return std::string{parsed(finished).at("backup").at("name").as_string()};
}

mode_t mode_of(const std::filesystem::path& file) {
    struct stat info {};
    REQUIRE(::stat(file.c_str(), &info) == 0);
    return info.st_mode & 0777U;
}

} // namespace

TEST_CASE("a backup is made, verified, drilled and restored, and the way back stays") {
    if (no_database())
        return;
    Database database;
    database.fill(4);
    static_cast<void>(database.sql("CREATE TABLE \"Odd \"\"name\" (id int, \"te xt\" text);"
                                   "INSERT INTO \"Odd \"\"name\" VALUES (1, E'a\\\\.\\n\\\\.\\n'), "
                                   "(2, NULL);"
                                   "CREATE EXTENSION pgcrypto;"
                                   "CREATE VIEW u AS SELECT count(*) FROM users"));
    const auto before = database.fingerprint();

    for (const std::string compression : {"gzip", "zstd"}) {
        CAPTURE(compression);
        database.config["backup"].as_object()["compression"] = compression;
        const auto made = database.run_cli({"backup", "--json"});
        REQUIRE(made.exit_code == 0);
        const auto name = name_of(made);
        CHECK(name.ends_with(compression == "gzip" ? ".sql.gz" : ".sql.zst"));
        CHECK(mode_of(database.backups() / name) == 0600);
        CHECK(mode_of(database.backups() / (name + ".json")) == 0600);
        CHECK(mode_of(database.backups()) == 0700);
        const auto rows = parsed(made).at("backup").at("manifest").at("rows").as_object();
        CHECK(rows.at("public.users") == 4000);
        CHECK(rows.at("public.\"Odd \"\"name\"") == 2);

        const auto verified = database.run_cli({"backup", "verify", name});
        CHECK(verified.exit_code == 0);
        CHECK(verified.out.find("checksum and rows are those of its manifest") !=
              std::string::npos);

        const auto drilled = database.run_cli({"backup", "drill", name});
        CHECK(drilled.exit_code == 0);
        CHECK(drilled.out.find("4,002 rows in 2 tables") != std::string::npos);

        static_cast<void>(database.sql("DELETE FROM users WHERE id % 2 = 0"));
        const auto halved = database.fingerprint();
        const auto restored = database.run_cli({"restore", name, "--yes"});
        CAPTURE(restored.err);
        CHECK(restored.exit_code == 0);
        CHECK(database.fingerprint() == before);
        CHECK(database.databases() == "psyfit_production psyfit_production_before_restore");
        CHECK(database.sql("SELECT md5(string_agg(t::text, '|' ORDER BY id)) FROM users t",
                           "psyfit_production_before_restore") == halved);
    }
    CHECK(database.files().size() == 8); // two backups, two safety backups, their manifests
}

TEST_CASE("the password of the database leaves its container in nothing that backups do") {
    if (no_database())
        return;
    Database database;
    database.fill(1);
    for (const auto& words : {Words{"backup"}, Words{"backup", "verify"}, Words{"backup", "drill"},
                              Words{"restore", "--latest", "--yes"}, Words{"restore", "--list"}}) {
        CAPTURE(words.front());
        CommandLines lines{{{"the password", DatabaseServer::password}}};
        const auto run = database.run_cli(words);

        CHECK(lines.stop().empty());
        CHECK_MESSAGE(run.exit_code == 0, run.err);
        CHECK((run.out + run.err).find(DatabaseServer::password) == std::string::npos);
    }
    for (const auto& entry : std::filesystem::recursive_directory_iterator{database.root()})
        if (entry.is_regular_file())
            CHECK_MESSAGE(read_file(entry.path()).find(DatabaseServer::password) ==
                              std::string::npos,
                          entry.path().string());
}

TEST_CASE("the guide's own backups restore, whatever options of pg_dump made them") {
    if (no_database())
        return;
    Database database;
    database.fill(1);
    const auto before = database.fingerprint();
    for (const std::string options : {"", "--clean", "--clean --if-exists --create"}) {
        CAPTURE(options);
        static_cast<void>(output_of(
            {"sh", "-c",
             "mkdir -p " + database.backups().string() + " && docker exec " + database.container() +
                 " pg_dump -U psyfit " + options + " psyfit_production | gzip > " +
                 (database.backups() / "psyfit_production_20200101_020000.sql.gz").string()}));
        static_cast<void>(database.sql("UPDATE users SET name = 'x' || id"));
        const auto restored = database.run_cli({"restore", "--latest", "--yes"});
        CAPTURE(restored.err);
        CHECK(restored.exit_code == 0);
        CHECK(database.fingerprint() == before);
    }
}

TEST_CASE("what is no good backup is told, and the live database is as it was") {
    if (no_database())
        return;
    Database database;
    database.fill(1);
    const auto before = database.fingerprint();
    const auto name = name_of(database.run_cli({"backup", "--json"}));
    const auto file = database.backups() / name;
    const auto good = read_file(file);

    struct Damage {
        std::string content;
        std::string words;
    };
    auto flipped = good;
    flipped[good.size() / 2] = static_cast<char>(flipped[good.size() / 2] ^ 1);
    for (const auto& [content, words] :
         {Damage{good.substr(0, good.size() - 100), "cut short"}, Damage{flipped, "gzip"},
          Damage{"", "neither a gzip nor a zstd file"}, Damage{"nonsense", "neither a gzip"}}) {
        CAPTURE(words);
        write_file(file, content);
        for (const Words& command :
             {Words{"backup", "verify", name}, Words{"backup", "drill", name},
              Words{"restore", name, "--yes"}, Words{"restore", name, "--dry-run"}}) {
            const auto refused = database.run_cli(command);
            CHECK(refused.exit_code == 3);
            CHECK_MESSAGE(refused.err.find(words) != std::string::npos, refused.err);
        }
        CHECK(database.fingerprint() == before);
        CHECK(database.databases() == "psyfit_production");
    }
    write_file(file, good);
    write_file(file.string() + ".json",
               std::string{R"({"database":"d","taken_at":"t","size":1,"content_size":1,)"} +
                   R"("sha256":"00","rows":{}})");
    CHECK(database.run_cli({"backup", "verify", name}).err.find("checksum") != std::string::npos);
}

TEST_CASE("mistakes with backups are told") {
    if (no_database())
        return;
    Database database;
    database.fill(1);

    const auto none = database.run_cli({"restore", "--latest", "--yes"});
    CHECK(none.exit_code == 3);
    CHECK(none.err.find("fix: psyfit-deploy --config") != std::string::npos);
    expect_done(database.run_cli({"backup"}));
    CHECK(database.run_cli({"restore"}).exit_code == 2);
    const auto unasked = database.run_cli({"restore", "--latest"});
    CHECK(unasked.exit_code == 2);
    CHECK(unasked.err.find("takes a yes") != std::string::npos);
    CHECK(database.run_cli({"restore", "psyfit_production_20200101_020000.sql.gz", "--yes"})
              .err.find("the newest are") != std::string::npos);

    docker({"stop", "-t", "1", database.container()});
    const auto stopped = database.run_cli({"backup"});
    CHECK(stopped.exit_code == 3);
    CHECK(stopped.err.find("docker start " + database.container()) != std::string::npos);
    CHECK(database.files().size() == 2);

    database.config["database"].as_object()["container"] = "psyfit-test-no-such";
    CHECK(database.run_cli({"backup"}).exit_code == 3);
}

TEST_CASE("one backup at a time, and old ones go only after a new one is good") {
    if (no_database())
        return;
    Database database;
    database.fill(1);
    std::filesystem::create_directories(database.backups());
    std::filesystem::permissions(database.backups(), std::filesystem::perms::owner_all);
    for (const auto* day : {"01", "02", "03", "04", "05"}) {
        const auto file =
            database.backups() / ("psyfit_production_202001" + std::string{day} + "_020000.sql.gz");
        write_file(file, "old");
        write_file(file.string() + ".json",
                   R"({"database":"psyfit_production","taken_at":"t","size":3,"content_size":1,)"
                   R"("sha256":"00","rows":{}})");
        static_cast<void>(output_of({"touch", "-d", "2020-01-01", file.string()}));
    }
    database.config["database"].as_object()["name"] = "no_such_database";
    CHECK(database.run_cli({"backup"}).exit_code == 3);
    CHECK(database.files().size() == 10);
    database.config["database"].as_object()["name"] = "psyfit_production";

    const auto foretold = database.run_cli({"backup", "--dry-run", "--json"});
    CHECK(parsed(foretold).at("removed").as_array().size() == 2);
    CHECK(database.files().size() == 10);
    const auto made = database.run_cli({"backup", "--json"});
    CHECK(parsed(made).at("removed").as_array().size() == 3);
    CHECK(database.files().size() == 6); // the new one and two old ones, each with its manifest
}

TEST_CASE("the disk is full: an error, no file, and the next backup is good") {
    if (no_database())
        return;
    Database database;
    database.fill(1);
    const auto full = database.run_cli(
        {"backup"}, {.environment = {{"LD_PRELOAD", DEPLOY_TEST_JOURNAL_KILLER},
                                     {"DEPLOY_TEST_FAIL_AT", "write:ENOSPC:1"},
                                     {"DEPLOY_TEST_FAIL_IN", database.backups().string()}}});
    CHECK(full.exit_code == 3);
    CHECK(full.err.find("No space left") != std::string::npos);
    CHECK(database.files().empty());
    CHECK(database.run_cli({"backup"}).exit_code == 0);
}
