// SPDX-License-Identifier: MIT
#include "e2e/database.hpp"
#include "e2e/expect.hpp"
#include "e2e/storage_server.hpp"

#include <boost/json/parse.hpp>
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
