// SPDX-License-Identifier: MIT
// A database of a size that a production has: what comes back is what was there.
#include "e2e/database.hpp"
#include "e2e/expect.hpp"

#include <boost/json/parse.hpp>
#include <cstdio>
#include <doctest/doctest.h>

using namespace deploy::test;
namespace json = boost::json;

namespace {

constexpr std::int64_t mebi = std::int64_t{1} << 20U;

/// Tables of several kinds of values, `users` alone of more than 200 MiB.
void fill_like_production(const Database& database) {
    database.fill(205);
    static_cast<void>(database.sql(
        "CREATE TABLE entries (id bigint PRIMARY KEY, owner int REFERENCES users, at timestamptz, "
        "data jsonb, sum numeric(12, 2), flag boolean, raw bytea);"
        "INSERT INTO entries SELECT i, 1 + i % 1000, now() - i * interval '1 minute', "
        "jsonb_build_object('n', i, 't', E'tab\\tline\\nback\\\\'), i / 7.0, "
        "CASE i % 3 WHEN 0 THEN true WHEN 1 THEN false END, decode(md5(i::text), 'hex') "
        "FROM generate_series(1, 100000) i;"
        "CREATE INDEX entries_by_owner ON entries (owner, at)"));
}

/// Rows and the checksum of all content in its order, a line a table.
std::string contents(const Database& database, const std::string& name = "psyfit_production") {
    std::string out;
    for (const std::string table : {"users", "entries"})
        out += database.sql("SELECT count(*), md5(string_agg(md5(t::text), '' ORDER BY id)) FROM " +
                                table + " t",
                            name) +
               "\n";
    return out;
}

json::object answer(const Finished& run) {
    REQUIRE_MESSAGE(run.exit_code == 0, run.err);
    return json::parse(run.out).as_object();
}

} // namespace

TEST_SUITE("long") {
    TEST_CASE("200 MiB are backed up, verified, drilled and restored, row by row the same" *
              doctest::skip()) {
        if (no_database())
            return;
        Database database;
        fill_like_production(database);
        const auto before = contents(database);

        for (const std::string compression : {"gzip", "zstd"}) {
            CAPTURE(compression);
            database.config["backup"].as_object()["compression"] = compression;
            const auto made = answer(database.run_cli({"backup", "--json"}));
            const auto& backup = made.at("backup");
            const auto name = std::string{backup.at("name").as_string()};
            const auto size = backup.at("manifest").at("content_size").as_int64();
            CHECK(size >= 200 * mebi);
            CHECK(backup.at("manifest").at("rows").at("public.users") == 205'000);

            const auto verified = answer(database.run_cli({"backup", "verify", name, "--json"}));
            const auto& check = verified.at("backups").at(0).at("check");
            CHECK(check.at("compared") == true);
            CHECK(check.at("content_size") == size);
            const auto drilled = answer(database.run_cli({"backup", "drill", name, "--json"}));
            CHECK(drilled.at("rows") == backup.at("manifest").at("rows"));
            CHECK(drilled.at("took_ms").as_int64() > 0);
            CHECK(contents(database) == before);

            static_cast<void>(database.sql("DELETE FROM entries WHERE id % 2 = 0;"
                                           "UPDATE users SET body = 'lost' WHERE id % 3 = 0"));
            const auto damaged = contents(database);
            CHECK(damaged != before);
            const auto restored = answer(database.run_cli({"restore", name, "--yes", "--json"}));
            CHECK(contents(database) == before);
            CHECK(contents(database, std::string{restored.at("kept").as_string()}) == damaged);
            std::printf("%s: %lld MiB of SQL, backup %lld ms, drill %lld ms, restore %lld ms, "
                        "connections cut for %lld ms\n",
                        compression.c_str(), static_cast<long long>(size / mebi),
                        static_cast<long long>(made.at("took_ms").as_int64()),
                        static_cast<long long>(drilled.at("took_ms").as_int64()),
                        static_cast<long long>(restored.at("took_ms").as_int64()),
                        static_cast<long long>(restored.at("interrupted_ms").as_int64()));
        }
    }
}
