// SPDX-License-Identifier: MIT
// Whether there is room for a second database beside the live one, which would stop where there is
// none.
#include "operations/backup/load_dump.hpp"
#include "service_on_host.hpp"

#include "helpers/result_text.hpp"

#include <doctest/doctest.h>

using namespace deploy;
using namespace deploy::test;

namespace {

constexpr std::int64_t one_mebi = std::int64_t{1} << 20U;

/// A server of databases of which only the size is known. The backup's file is not there: who goes
/// on to load it fails.
struct Loading : ServiceOnHost {
    std::string size =
        std::to_string(100 * one_mebi) + "\n"; ///< Of the live one, as it is answered.
    Backup backup{.file = "gone.sql.gz", .size = 10 * one_mebi};
    bool made = false;

    Loading() {
        config.backup.directory = state.path() / "backups";
        host.add("psyfit-db", "psyfit-local:old", true);
        host.programs = [this](const ContainerCommand& command) { return answer(command); };
    }
    Result<CommandEnd> answer(const ContainerCommand& command) {
        const auto& sql = command.arguments.back();
        made = made || sql.starts_with("CREATE DATABASE");
        if (sql.find("pg_database_size") != std::string::npos)
            if (auto taken = command.output(size); !taken)
                return taken.error();
        return CommandEnd{};
    }
    Error load(std::int64_t free) {
        made = false;
        host.machine.space.available = free;
        const auto run = BackupRun::begin(config, process.ports(), "drill", {});
        REQUIRE(run);
        const auto loaded = load_fresh(*run, backup, "fresh", {});
        REQUIRE_FALSE(loaded);
        return loaded.error();
    }
    /// Goes on with so much, and with a byte less it does not.
    void needs(std::int64_t bytes) {
        const auto refused = load(bytes - 1);
        CHECK_MESSAGE(refused.is(Errc::precondition), refused.message);
        CHECK_FALSE(made);
        static_cast<void>(load(bytes));
        CHECK(made);
    }
};

} // namespace

TEST_CASE("a database is loaded only where one as large as the live one and a fifth fits") {
    Loading on;
    on.needs(120 * one_mebi);
    const auto refused = on.load(60 * one_mebi);
    CHECK(refused.message ==
          "another database takes about 120 MiB, and Docker's disk has 60 MiB free");
    CHECK(refused.fix == "psyfit-deploy cleanup, or drop the database "
                         "psyfit_production_before_restore where there is one");
}

TEST_CASE(
    "a live database that lacks what the backup has, or is not there, does not say the size") {
    Loading on;
    on.backup.size = 200 * one_mebi;
    on.needs(240 * one_mebi);
    on.backup.manifest = BackupManifest{.content_size = 500 * one_mebi};
    on.needs(600 * one_mebi);
    on.size.clear();
    on.needs(600 * one_mebi);
    on.backup.manifest.reset();
    on.needs(240 * one_mebi);
    on.backup.size = 0;
    static_cast<void>(on.load(0));
    CHECK_MESSAGE(on.made, "nobody knows");
}
