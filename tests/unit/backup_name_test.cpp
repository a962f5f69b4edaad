// SPDX-License-Identifier: MIT
#include "core/backup_name.hpp"
#include "helpers/result_text.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <deploy/json.hpp>
#include <doctest/doctest.h>

using namespace deploy;

namespace {

constexpr std::string_view database = "psyfit_production";
constexpr std::int64_t day = 86'400;
const std::chrono::system_clock::time_point now{std::chrono::hours{500'000}};

Backup made(std::int64_t days_ago, bool safety = false) {
    const auto seconds =
        std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
    return {.file = std::to_string(days_ago) + (safety ? "s" : ""),
            .safety = safety,
            .written_at = seconds - days_ago * day,
            .manifest = BackupManifest{}};
}

std::vector<std::string> expired(const std::vector<Backup>& backups, int days, int last) {
    Config::Backup keep;
    keep.keep_days = days;
    keep.keep_last = last;
    std::vector<std::string> out;
    for (const auto& backup : expired_backups(backups, keep, now))
        out.push_back(backup.name());
    return out;
}

using Names = std::vector<std::string>;

} // namespace

TEST_CASE("a backup's name is the guide's, and nothing else is one") {
    const auto plain = parse_backup_name("psyfit_production_20261124_020000.sql.gz", database);
    REQUIRE(plain);
    CHECK(plain->stamp == "20261124_020000");
    CHECK_FALSE(plain->safety);
    CHECK(plain->text() == "psyfit_production_20261124_020000.sql.gz");
    const auto safety =
        parse_backup_name("pre_restore_psyfit_production_20261124_020000.sql.zst", database);
    REQUIRE(safety);
    CHECK(safety->safety);
    CHECK(safety->text() == "pre_restore_psyfit_production_20261124_020000.sql.zst");

    for (const auto* other :
         {"psyfit_production_20261124_020000.sql.gz.part",
          ".psyfit_production_20261124_020000.sql.gz",
          "psyfit_production_20261124_020000.sql.gz.json",
          "psyfit_production_2026112_020000.sql.gz", "psyfit_production_20261124-020000.sql.gz",
          "psyfit_20261124_020000.sql.gz", "psyfit_production_queue_20261124_020000.sql.gz",
          "psyfit_production_.sql.gz", ""})
        CHECK_MESSAGE(!parse_backup_name(other, database), other);
}

TEST_CASE("backups go when their days are over, but never the last good ones") {
    const std::vector all{made(0), made(10), made(29), made(31), made(40)};
    CHECK(expired(all, 30, 3) == Names{"31", "40"});
    CHECK(expired(all, 30, 4) == Names{"40"});
    CHECK(expired(all, 5, 3) == Names{"31", "40"});
    CHECK(expired(all, 5, 1) == Names{"10", "29", "31", "40"});
    // The timer stopped months ago: nothing but the old ones is left, and they stay.
    CHECK(expired({made(90), made(100)}, 30, 3).empty());
}

TEST_CASE("what this program did not make pushes no good one out") {
    auto empty = made(1);
    auto other = made(2);
    for (auto* each : {&empty, &other})
        each->manifest.reset(); // what the guide's pipe leaves
    CHECK(expired({made(0), empty, other, made(31), made(32)}, 30, 3).empty());
    CHECK(expired({made(0), made(1), made(2), empty, made(31)}, 30, 3) == Names{"31"});
}

TEST_CASE("safety backups take no place of the others, and go by their days alone") {
    const std::vector all{made(0, true), made(1, true), made(2, true), made(31),
                          made(32),      made(33),      made(34),      made(35, true)};
    CHECK(expired(all, 30, 3) == Names{"34", "35s"});
}

TEST_CASE("what is here and in the storage is one list, newest first, each once") {
    const auto of = [](const std::string& stamp, bool stored, bool safety = false) {
        return Backup{.file = stamp, .stamp = stamp, .safety = safety, .stored = stored};
    };
    const auto all = merge_backups({of("3", false), of("1", false)},
                                   {of("4", true), of("3", true), of("2", true)});
    REQUIRE(all.size() == 4);
    for (const auto& backup : all)
        CHECK_MESSAGE(backup.stored == (backup.stamp == "4" || backup.stamp == "2"), backup.stamp);
    CHECK(std::ranges::is_sorted(all, std::ranges::greater{}, &Backup::stamp));
    std::vector same{of("1", false, true), of("1", false)};
    sort_backups(same);
    CHECK_MESSAGE(same[1].safety, "what a restore replaced is the older of the two");
}

TEST_CASE("a manifest is read back as it was written, and damage is told") {
    const BackupManifest manifest{.database = "d",
                                  .taken_at = "2026-11-24T00:00:00.000Z",
                                  .size = 3,
                                  .content_size = 10,
                                  .sha256 = "ab",
                                  .rows = {{"public.\"O\"", 2}, {"public.u", 7}}};
    const auto read = manifest_from_json(to_json(manifest));
    REQUIRE(read);
    CHECK(to_json(*read) == to_json(manifest));
    CHECK(read->total_rows() == 9);
    for (const auto& entry : to_json(manifest)) {
        auto damaged = to_json(manifest);
        damaged[entry.key()] = nullptr;
        CHECK_MESSAGE(manifest_from_json(damaged).error().is(Errc::corrupt),
                      std::string{entry.key()});
    }
}

TEST_CASE("a manifest tells of a copy and a drill only where there is something to tell") {
    BackupManifest manifest;
    for (const auto* key : {"copy", "copy_failure", "drilled", "drill_failure"})
        CHECK_FALSE_MESSAGE(to_json(manifest).contains(key), key);
    manifest.copy = "backups/psyfit/a.sql.gz";
    manifest.copy_failure = "refused";
    manifest.drilled = "2026-12-01T04:30:12.000+09:00";
    manifest.drill_failure = "no room";
    const auto read = manifest_from_json(to_json(manifest));
    REQUIRE(read);
    CHECK(read->copy == manifest.copy);
    CHECK(read->copy_failure == manifest.copy_failure);
    CHECK(read->drilled == manifest.drilled);
    CHECK(read->drill_failure == manifest.drill_failure);
    for (const auto* key : {"copy", "copy_failure", "drilled", "drill_failure"}) {
        auto damaged = to_json(manifest);
        damaged[key] = 7;
        CHECK_MESSAGE(manifest_from_json(damaged).error().is(Errc::corrupt), key);
    }
}
