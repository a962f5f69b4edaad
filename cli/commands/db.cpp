// SPDX-License-Identifier: MIT
#include "../console/migrations_text.hpp"
#include "../signals.hpp"
#include "commands.hpp"

#include <deploy/backup.hpp>
#include <deploy/json.hpp>
#include <deploy/migrations.hpp>
#include <ostream>

namespace deploy::cli {
namespace {

ExitCode code_of(const MigrationRollback& rollback) {
    if (!rollback.failure)
        return ExitCode::done;
    return rollback.changed() ? ExitCode::stuck : exit_code(*rollback.failure);
}

/// A backup as `psyfit-deploy backup` makes it.
SafetyBackup safety_backup(const Config& config, Ports ports, const std::stop_token& stop) {
    return [&config, ports, stop]() -> Result<std::string> {
        if (!config.database.exists())
            return Error{Errc::precondition, "the service has no database here to back up",
                         "back it up where it is, then the same command with --no-backup"};
        const auto made = back_up(config, ports, {.stop = stop});
        if (!made)
            return made.error();
        return made->backup.file.string();
    };
}

/// Prints the state before and after, then the failure if any.
ExitCode conclude(const Session& session, const MigrationRollback& rollback,
                  std::string_view result, const SafeText& safe) {
    const auto code = code_of(rollback);
    if (session.options.json) {
        auto document = to_json(rollback);
        document["result"] = result;
        document["exit_code"] = static_cast<int>(code);
        print_json(session, std::move(document), safe);
        return code;
    }
    if (!session.options.quiet || rollback.failure)
        print_migrations(session.out, rollback, safe, session.out_terminal);
    if (rollback.failure)
        fail(session, *rollback.failure, rollback.container + " goes on to serve", safe);
    else
        session.out << result << std::endl;
    return code;
}

Error needs_yes() {
    return {Errc::precondition, "nothing was changed: to revert migrations needs --yes",
            "psyfit-deploy db rollback with the same options, and --yes"};
}

} // namespace

ExitCode run_db_rollback(const Session& session) {
    const Signals signals{calling(migrations_unknown, session.own_command())};
    const auto& options = session.options;
    return ask(
        session, [&](const Config& config, Ports ports, const SafeText& safe) -> Result<ExitCode> {
            if (options.dry_run || !options.yes) {
                const auto planned =
                    plan_migration_rollback(config, ports, options.migration, signals.token());
                if (!planned)
                    return planned.error();
                if (planned->reverted.empty())
                    return conclude(session, *planned, "nothing to revert", safe);
                if (options.dry_run)
                    return conclude(session, *planned, "nothing was changed: a dry run", safe);
                if (!options.json)
                    print_migrations(session.out, *planned, safe, session.out_terminal);
                return needs_yes();
            }
            MigrationRollbackOptions asked{.target = options.migration,
                                           .patience =
                                               options.wait.value_or(std::chrono::seconds{0})};
            if (!options.no_backup)
                asked.backup = safety_backup(config, ports, signals.token());
            const auto done = roll_back_migrations(config, ports, asked, signals.token());
            if (!done)
                return done.error();
            return conclude(session, *done,
                            done->reverted.empty() ? "nothing to revert" : "reverted", safe);
        });
}

} // namespace deploy::cli
