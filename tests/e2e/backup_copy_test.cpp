// SPDX-License-Identifier: MIT
#include "e2e/database.hpp"
#include "e2e/expect.hpp"
#include "e2e/storage_server.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>

using namespace deploy::test;
namespace json = boost::json;

namespace {

struct Stored {
    Database database;
    StorageServer storage;

    Stored() { database.config["storage"] = storage.config(); }
    std::string back_up() {
        const auto made = database.run_cli({"backup", "--json"});
        CAPTURE(made.err);
        REQUIRE(made.exit_code == 0);
        CHECK(made.err.find(StorageServer::secret) == std::string::npos);
        return std::string{json::parse(made.out).at("backup").at("name").as_string()};
    }
};

/// What the monitor thinks of the copies.
std::string watched(Database& database) {
    const auto report = database.run_cli({"monitor", "--dry-run", "--json"});
    CAPTURE(report.err);
    const auto document = json::parse(report.out);
    for (const auto& check : document.at("checks").as_array())
        if (check.at("check") == "copy")
            return json::serialize(check);
    return "no check";
}

} // namespace

TEST_CASE("a backup is copied, in parts where it is large, and restores from its copy alone") {
    if (no_database() || no_storage())
        return;
    Stored site;
    site.database.fill(1);
    const auto small = site.back_up();
    site.database.fill(16);
    const auto large = site.back_up();
    CHECK(std::filesystem::file_size(site.database.backups() / large) > (std::size_t{5} << 20U));
    CHECK(site.storage.objects() == Words{"psyfit/" + small, "psyfit/" + small + ".json",
                                          "psyfit/" + large, "psyfit/" + large + ".json"});
    CHECK_MESSAGE(site.storage.tag("psyfit/" + small).find('-') == std::string::npos, "whole");
    const auto parts = (std::filesystem::file_size(site.database.backups() / large) - 1) /
                           (std::size_t{5} << 20U) +
                       1;
    CHECK(site.storage.tag("psyfit/" + large).find("-" + std::to_string(parts)) !=
          std::string::npos);
    CHECK(site.storage.content("psyfit/" + large) == read_file(site.database.backups() / large));
    const auto copied = "is copied to backups/psyfit/" + large;
    CHECK(watched(site.database).find(copied) != std::string::npos);
    const auto before = site.database.fingerprint();

    std::filesystem::remove_all(site.database.backups()); // the disk is lost
    const auto listed = site.database.run_cli({"restore", "--list"});
    CHECK(listed.out.find("storage") != std::string::npos);
    static_cast<void>(site.database.sql("DELETE FROM users"));
    const auto restored = site.database.run_cli({"restore", "--latest", "--yes"});
    CAPTURE(restored.err);
    CHECK(restored.exit_code == 0);
    CHECK(site.database.fingerprint() == before);
    CHECK(site.database.run_cli({"backup", "verify", large}).exit_code == 0);
    CHECK_MESSAGE(watched(site.database).find(copied) != std::string::npos,
                  "a copy that came back");
}

TEST_CASE("a copy that fails is told, and the backup here is good") {
    if (no_database() || no_storage())
        return;
    Stored site;
    site.database.fill(1);

    auto& storage = site.database.config["storage"].as_object();
    storage["bucket"] = "no-such-bucket";
    const auto missing = site.database.run_cli({"backup"});
    CHECK(missing.exit_code == 3);
    CHECK(missing.err.find("NoSuchBucket") != std::string::npos);
    CHECK(missing.err.find("serves: the backup on this host is good") != std::string::npos);
    const auto alarmed = watched(site.database);
    CHECK_MESSAGE(alarmed.find("is not copied: ") != std::string::npos, alarmed);
    CHECK_MESSAGE(alarmed.find("NoSuchBucket") != std::string::npos, alarmed);
    CHECK(site.database.run_cli({"backup", "verify"}).exit_code == 0);

    storage["bucket"] = "backups";
    const auto wrong = site.database.root() / "wrong";
    write_file(wrong, "aws_access_key_id=storage-user\naws_secret_access_key=wrong-secret-123\n");
    std::filesystem::permissions(wrong, std::filesystem::perms::owner_read);
    storage["credentials_file"] = wrong.string();
    const auto refused = site.database.run_cli({"backup"});
    CHECK(refused.exit_code == 3);
    CHECK(refused.err.find("SignatureDoesNotMatch") != std::string::npos);
    CHECK(refused.err.find("wrong-secret-123") == std::string::npos);

    std::filesystem::permissions(wrong, std::filesystem::perms::all);
    CHECK(site.database.run_cli({"backup"}).err.find("can be read by others") != std::string::npos);

    site.database.config["storage"] = site.storage.config();
    site.storage.stop();
    const auto away = site.database.run_cli({"backup"});
    CHECK(away.exit_code == 3);
    CHECK(away.err.find("not copied") != std::string::npos);
}

TEST_CASE("a storage that lets nobody remove keeps its old copies, and that is told") {
    if (no_database() || no_storage())
        return;
    Stored site;
    site.database.fill(1);
    site.database.config["backup"].as_object()["keep_last"] = 1;
    const std::string old = "psyfit_production_20200101_020000.sql.gz";
    site.storage.store("psyfit/" + old, "old");
    write_file(site.database.backups() / old, "old");
    std::filesystem::permissions(site.database.backups(), std::filesystem::perms::owner_all);
    output_of({"touch", "-d", "2020-01-01", (site.database.backups() / old).string()});

    site.database.config["storage"] = site.storage.config_without_removal();
    const auto kept = site.database.run_cli({"backup"});
    expect_refused(kept, 3,
                   {.error = "copied, but older copies were not removed",
                    .serves = "the backup on this host is good",
                    .fix = {}});
    CHECK(kept.err.find("AccessDenied") != std::string::npos);
    CHECK(kept.out.find("copy") != std::string::npos);
    const auto stored = site.storage.objects();
    CHECK(stored.size() == 3);
    CHECK(stored.front() == "psyfit/" + old);
    CHECK_FALSE(std::filesystem::exists(site.database.backups() / old));

    site.database.config["storage"] = site.storage.config();
    site.back_up();
    CHECK(site.storage.objects().front() != "psyfit/" + old);
}

TEST_CASE("without the storage the backups here are listed and restore, and its failure is told") {
    if (no_database() || no_storage())
        return;
    Stored site;
    site.database.fill(1);
    const auto name = site.back_up();
    const auto before = site.database.fingerprint();
    site.storage.stop();

    const auto listed = site.database.run_cli({"restore", "--list"});
    CHECK(listed.out.find(name) != std::string::npos);
    expect_refused(listed, 9,
                   {.error = "the copies in the storage are not listed",
                    .serves = "those on this host are above",
                    .fix = {}});
    const auto document = site.database.run_cli({"restore", "--list", "--json"});
    CHECK(document.exit_code == 9);
    const auto parsed = json::parse(document.out);
    CHECK(std::string{parsed.at("backups").at(0).at("name").as_string()} == name);
    CHECK(parsed.at("storage_failure").as_string().find("connect") != json::string::npos);

    static_cast<void>(site.database.sql("DELETE FROM users"));
    const auto restored = site.database.run_cli({"restore", "--latest", "--yes"});
    expect_done(restored);
    CHECK_MESSAGE(restored.err.find("warning: whether the storage has a newer backup is unknown") !=
                      std::string::npos,
                  restored.err);
    CHECK(site.database.fingerprint() == before);
}

TEST_CASE("the latest is the newest of those here and in the storage, which are one list") {
    if (no_database() || no_storage())
        return;
    Stored site;
    site.database.fill(1);
    const auto oldest = site.back_up();
    static_cast<void>(site.database.sql("DELETE FROM users WHERE id % 2 = 0"));
    const auto newest = site.back_up();
    const auto wanted = site.database.fingerprint();
    std::filesystem::remove(site.database.backups() / newest);

    const auto listed = site.database.run_cli({"restore", "--list", "--json"});
    expect_done(listed);
    const auto document = json::parse(listed.out);
    CHECK(document.at("backups").at(0).at("name") == json::string{newest});
    CHECK(document.at("backups").at(0).at("stored") == true);
    CHECK(document.at("backups").at(1).at("name") == json::string{oldest});
    static_cast<void>(site.database.sql("DELETE FROM users"));
    const auto restored = site.database.run_cli({"restore", "--latest", "--yes"});

    expect_done(restored);
    CHECK(restored.err.find("warning") == std::string::npos);
    CHECK(site.database.fingerprint() == wanted);
    CHECK_MESSAGE(std::filesystem::exists(site.database.backups() / newest), "it was fetched");
}

TEST_CASE("a backup behind a thousand other objects is listed and restores") {
    if (no_database() || no_storage())
        return;
    Stored site;
    site.database.fill(1);
    constexpr int others = 1005; // a list has 1,000 at most, and these come first
    for (int i = 0; i < others; ++i)
        site.storage.store("psyfit/other-" + std::to_string(10'000 + i), "x");
    const auto name = site.back_up();
    CHECK(site.storage.objects().size() == others + 2);
    const auto before = site.database.fingerprint();
    std::filesystem::remove_all(site.database.backups());

    const auto listed = site.database.run_cli({"restore", "--list", "--json"});

    expect_done(listed);
    const auto backups = json::parse(listed.out).at("backups").as_array();
    REQUIRE(backups.size() == 1);
    CHECK(backups[0].at("name").as_string() == name);
    CHECK(backups[0].at("stored") == true);
    static_cast<void>(site.database.sql("DELETE FROM users"));
    expect_done(site.database.run_cli({"restore", name, "--yes"}));
    CHECK(site.database.fingerprint() == before);
}

TEST_CASE("a storage that takes everything and answers nothing is given up in time") {
    if (no_database() || no_storage())
        return;
    Stored site;
    site.database.fill(1);
    site.database.config["backup"].as_object()["timeout"] = "8s";

    site.storage.freeze();
    const auto frozen = site.database.run_cli({"backup"});
    site.storage.thaw();

    expect_refused(frozen, 3,
                   {.error = "not copied: PUT",
                    .serves = "the backup on this host is good",
                    .fix = "backup.timeout"});
    CHECK(frozen.err.find("not done within backup.timeout, 8") != std::string::npos);
    expect_done(site.database.run_cli({"backup", "verify"}));
    site.back_up();
}

TEST_CASE("a copy that was altered in the storage does not come near the live database") {
    if (no_database() || no_storage())
        return;
    Stored site;
    site.database.fill(1);
    const auto first = site.back_up();
    static_cast<void>(site.database.sql("DELETE FROM users WHERE id % 2 = 0"));
    const auto second = site.back_up();
    const auto before = site.database.fingerprint();
    // A whole and sound dump, only not the one that the manifest is of.
    site.storage.store("psyfit/" + second, site.storage.content("psyfit/" + first));
    std::filesystem::remove_all(site.database.backups());

    const auto refused = site.database.run_cli({"restore", second, "--yes"});

    expect_refused(refused, 3,
                   {.error = "its checksum is not that of its manifest", .serves = {}, .fix = {}});
    CHECK(refused.err.find("the live database is as it was") != std::string::npos);
    CHECK(site.database.fingerprint() == before);
    CHECK(site.database.databases() == "psyfit_production");
    expect_done(site.database.run_cli({"restore", first, "--yes"}));
}
