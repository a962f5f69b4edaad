// SPDX-License-Identifier: MIT
#pragma once
#include <boost/json/object.hpp>
#include <chrono>
#include <deploy/config.hpp>
#include <deploy/host.hpp>
#include <deploy/result.hpp>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace deploy {

/// A migration of the database, as the application tells it.
struct Migration {
    std::string id; ///< Digits.
    std::string name;
    bool applied = false;
    bool has_file = true; ///< Without one in its container, the application cannot revert it.
};

/// How far the database goes back.
struct MigrationTarget {
    int steps = 1;                        ///< So many migrations; not used where `version` is set.
    std::optional<std::string> version{}; ///< To this one, which stays; `0`: all of them.
    std::string database{}; ///< Of several: its name in the application's configuration.
};

/// Makes a backup of the database, and tells which.
using SafetyBackup = std::function<Result<std::string>()>;

/// Before and after.
struct MigrationRollback {
    std::string container;              ///< Where it runs: the one that serves.
    std::vector<Migration> before{};    ///< By id.
    std::vector<Migration> reverted{};  ///< Those that are to be reverted, newest first.
    std::vector<std::string> command{}; ///< What runs there.
    std::string backup{};
    std::string output{};                          ///< The last lines of the command, safe to show.
    std::optional<std::vector<Migration>> after{}; ///< Read back; nothing where that failed.
    std::optional<Error> failure{};                ///< Of the command.

    /// The database is not as it was, whether as far as wanted or not.
    [[nodiscard]] bool changed() const;
};

/// What a rollback would do; asks the container that serves, and changes nothing. `not_found` for a
/// version that is not applied; `precondition` where the newest one has no file there.
Result<MigrationRollback> plan_migration_rollback(const Config& config, Ports ports,
                                                  const MigrationTarget& target,
                                                  const std::stop_token& stop);

struct MigrationRollbackOptions {
    MigrationTarget target{};
    SafetyBackup backup{};            ///< Made first; none: the caller answers for it.
    std::chrono::seconds patience{0}; ///< For another deployment to end.
};

/// Takes the host lock, makes the backup, and has the application revert its migrations. An Error
/// means that no migration was touched. A command that fails is told in `failure`, with the state
/// that it left. Nothing to revert is success without a backup.
Result<MigrationRollback> roll_back_migrations(const Config& config, Ports ports,
                                               const MigrationRollbackOptions& options,
                                               const std::stop_token& stop);

[[nodiscard]] boost::json::object to_json(const MigrationRollback& rollback);

} // namespace deploy
