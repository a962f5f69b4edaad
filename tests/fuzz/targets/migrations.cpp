// SPDX-License-Identifier: MIT
// The table of migrations that the application prints, and the line of JSON in which it tells of
// its workers: never a crash, and whatever is to be reverted was applied. The input: a version to
// go back to, then what was printed.
#include "core/migration_status.hpp"
#include "core/workers_script.hpp"
#include "fuzz/input.hpp"
#include "fuzz/targets.hpp"
#include "helpers/result_text.hpp"

#include <algorithm>
#include <doctest/doctest.h>

namespace deploy::fuzz {
namespace {

void revert(const std::vector<Migration>& migrations, const MigrationTarget& target) {
    const auto reverted = migrations_to_revert(migrations, target);
    if (!reverted)
        return;
    CHECK(std::ranges::all_of(*reverted, &Migration::applied));
    CHECK(std::ranges::is_sorted(*reverted, std::ranges::greater{}, [](const Migration& migration) {
        return std::pair{migration.id.size(), migration.id};
    }));
    if (!target.version)
        CHECK(reverted->size() <= static_cast<std::size_t>(target.steps));
}

} // namespace

void migrations(std::string_view bytes) {
    Input input{bytes};
    const std::string version{input.line()};
    if (const auto status = read_migration_status(input.rest())) {
        for (const auto& migration : status->migrations)
            CHECK(std::ranges::all_of(migration.id, [](char c) { return c >= '0' && c <= '9'; }));
        revert(status->migrations, {.steps = 2});
        revert(status->migrations, {.version = version});
    } else {
        CHECK(status.error().is(Errc::corrupt));
    }
    if (const auto queues = read_workers_answer(input.rest()); !queues)
        CHECK((queues.error().is(Errc::corrupt) || queues.error().is(Errc::precondition) ||
               queues.error().is(Errc::not_found)));
}

} // namespace deploy::fuzz
