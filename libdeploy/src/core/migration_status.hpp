// SPDX-License-Identifier: MIT
#pragma once
#include <deploy/migrations.hpp>
#include <string_view>
#include <vector>

namespace deploy {

/// What `bin/rails db:migrate:status` printed.
struct MigrationStatus {
    std::vector<std::string> databases{}; ///< Each with a table of its own.
    std::vector<Migration> migrations{};  ///< By id.
};

/// `corrupt` where there is no table in it.
Result<MigrationStatus> read_migration_status(std::string_view printed);

/// Those that the application would revert for the target, newest first, by its own rules.
/// `corrupt` where one is told twice.
Result<std::vector<Migration>> migrations_to_revert(const std::vector<Migration>& migrations,
                                                    const MigrationTarget& target);

/// The words after `bin/rails` that revert them.
[[nodiscard]] std::vector<std::string> rollback_task(const MigrationTarget& target);
/// The words that tell the state.
[[nodiscard]] std::vector<std::string> status_task(const MigrationTarget& target);

} // namespace deploy
