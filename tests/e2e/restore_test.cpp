// SPDX-License-Identifier: MIT
// Which backup a restore takes, and what it leaves where it cannot go on.
#include "e2e/database.hpp"
#include "e2e/expect.hpp"
#include "e2e/fixture.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>

using namespace deploy::test;
namespace fs = std::filesystem;
namespace json = boost::json;

namespace {

std::string made_backup(Database& database) {
    const auto made = database.run_cli({"backup", "--json"});
    REQUIRE_MESSAGE(made.exit_code == 0, made.err);
    return std::string{json::parse(made.out).at("backup").at("name").as_string()};
}

} // namespace

TEST_CASE("a dump restores from wherever it lies, and is held to a manifest that lies beside it") {
    if (no_database())
        return;
    Database database;
    database.fill(1);
    const auto wanted = database.fingerprint();
    const auto name = made_backup(database);
    const auto elsewhere = database.root() / "elsewhere";
    fs::create_directory(elsewhere);
    fs::rename(database.backups() / name, elsewhere / "of the old server.gz");
    fs::rename(database.backups() / (name + ".json"), elsewhere / "manifest");
    const auto dump = elsewhere / "of the old server.gz";

    static_cast<void>(database.sql("DELETE FROM users"));
    const auto restored = database.run_cli({"restore", dump.string(), "--yes", "--json"});
    expect_done(restored);
    CHECK(json::parse(restored.out).at("backup").at("file").as_string() == dump.string());
    CHECK(database.fingerprint() == wanted);

    const auto before = database.fingerprint();
    fs::copy_file(elsewhere / "manifest", dump.string() + ".json");
    expect_done(database.run_cli({"backup", "verify", dump.string()}));
    auto manifest = json::parse(read_file(dump.string() + ".json"));
    manifest.as_object()["sha256"] = std::string(64, '0');
    write_file(dump.string() + ".json", json::serialize(manifest));
    expect_said(database.run_cli({"restore", dump.string(), "--yes"}), 3, "its checksum is not");
    CHECK(database.fingerprint() == before);

    expect_said(database.run_cli({"restore", (elsewhere / "none.gz").string(), "--yes"}), 3,
                "there is no backup");
    expect_said(database.run_cli({"restore", elsewhere.string(), "--yes"}), 3,
                "there is no backup");
    CHECK(database.fingerprint() == before);
}

TEST_CASE("a restore whose safety backup fails changes nothing, and says so") {
    if (no_database())
        return;
    Database database;
    database.fill(1);
    const auto name = made_backup(database);
    static_cast<void>(database.sql("DELETE FROM users WHERE id % 2 = 0"));
    const auto before = database.fingerprint();
    const auto files = database.files();

    for (const std::string call : {"write:ENOSPC:2+", "sync:ENOSPC:1", "rename:ENOSPC:1"}) {
        CAPTURE(call);
        const auto full = database.run_cli(
            {"restore", name, "--yes"},
            {.environment = {{"LD_PRELOAD", DEPLOY_TEST_JOURNAL_KILLER},
                             {"DEPLOY_TEST_FAIL_AT", call},
                             {"DEPLOY_TEST_FAIL_IN", database.backups().string()}}});
        expect_refused(full, 3,
                       {.error = "no safety backup could be made, so nothing was restored",
                        .serves = "the database psyfit_production is as it was",
                        .fix = "backup"});
        CHECK(full.err.find("No space left") != std::string::npos);
        CHECK(full.err.find("a file has failed") != std::string::npos);
        CHECK(database.fingerprint() == before);
        CHECK(database.databases() == "psyfit_production");
        expect_done(database.run_cli({"restore", "--list"}));
    }
    expect_done(database.run_cli({"restore", name, "--yes"}));
    CHECK(database.databases() == "psyfit_production psyfit_production_before_restore");
    for (const auto& file : files)
        CHECK(fs::exists(database.backups() / file));
}

TEST_CASE("a dry run of a drill reads the backup and makes no database") {
    if (no_database())
        return;
    Database database;
    database.fill(1);
    const auto name = made_backup(database);
    docker({"stop", "-t", "1", database.container()}); // nobody is there to make one

    const auto told = database.run_cli({"backup", "drill", "--dry-run"});

    expect_done(told);
    CHECK(told.out.find("would be restored into the database psyfit_production_drill") !=
          std::string::npos);
    CHECK(database.run_cli({"backup", "drill"}).exit_code == 3);
    write_file(database.backups() / name, "nonsense");
    expect_said(database.run_cli({"backup", "drill", "--dry-run"}), 3, "neither a gzip nor a zstd");
}

TEST_CASE("what became of a drill stands beside its backup, until the next one") {
    if (no_database())
        return;
    Database database;
    database.fill(1);
    const auto name = made_backup(database);
    const auto file = database.backups() / name;
    const auto noted = [&] { return json::parse(read_file(file.string() + ".json")).as_object(); };
    CHECK_FALSE(noted().contains("drilled"));

    expect_done(database.run_cli({"backup", "drill"}));
    CHECK(noted().at("drilled").as_string().starts_with("20"));
    expect_done(database.run_cli({"backup", "verify"}));

    const auto whole = read_file(file);
    write_file(file, whole.substr(0, whole.size() / 2));
    const auto failed = database.run_cli({"backup", "drill", "--json"});
    CHECK(failed.exit_code == 3);
    CHECK_FALSE(noted().contains("drilled"));
    CHECK(noted().at("drill_failure") == json::parse(failed.out).at("error").at("message"));
    CHECK(database.databases() == "psyfit_production");

    write_file(file, whole);
    expect_done(database.run_cli({"backup", "drill", file.string()}));
    CHECK_FALSE(noted().contains("drill_failure"));
}

TEST_CASE("the database that an earlier restore put aside is named before it is dropped") {
    if (no_database())
        return;
    Database database;
    database.fill(1);
    static_cast<void>(made_backup(database));
    const Words dry{"restore", "--latest", "--dry-run"};
    const std::string drops =
        ", and psyfit_production_before_restore of an earlier restore is dropped";

    const auto first = database.run_cli(dry);
    expect_done(first);
    CHECK(first.out.find("would be backed up first\n") != std::string::npos);
    CHECK(database.run_cli({"restore", "--latest"}).err.find("dropped") == std::string::npos);
    const auto done = database.run_cli({"restore", "--latest", "--yes", "--json"});
    expect_done(done);
    CHECK(json::parse(done.out).at("dropped").is_null());

    const auto told = database.run_cli(dry);
    expect_done(told);
    CHECK(told.out.find("would be backed up first" + drops) != std::string::npos);
    const auto document = database.run_cli({"restore", "--latest", "--dry-run", "--json"});
    CHECK(json::parse(document.out).at("drops") == "psyfit_production_before_restore");
    expect_said(database.run_cli({"restore", "--latest"}), 2, drops + ", which takes a yes");
    write_file(database.root() / "no", "no\n");
    const auto asked = run({"script", "-qec",
                            std::string{DEPLOY_TEST_CLI} + " restore --latest --config " +
                                (database.root() / "psyfit-deploy.json").string(),
                            "/dev/null"},
                           {.input = database.root() / "no", .environment = {{"TERM", "xterm"}}});
    CHECK(asked.exit_code == 2);
    CHECK_MESSAGE(asked.out.find(drops + "; type the name psyfit_production to go on: ") !=
                      std::string::npos,
                  asked.out);
    CHECK(database.databases() == "psyfit_production psyfit_production_before_restore");
    const auto again = database.run_cli({"restore", "--latest", "--yes"});
    CHECK(again.out.find("dropped      what an earlier restore had put aside") !=
          std::string::npos);
    const auto last = database.run_cli({"restore", "--latest", "--yes", "--json"});
    CHECK(json::parse(last.out).at("dropped") == "psyfit_production_before_restore");
}
