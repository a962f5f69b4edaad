// SPDX-License-Identifier: MIT
#include "../console/backup_text.hpp"
#include "../console/byte_progress.hpp"
#include "../signals.hpp"
#include "commands.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <deploy/backup.hpp>
#include <iostream>
#include <unistd.h>

namespace deploy::cli {
namespace {

Result<ExitCode> list(const Session& session, const Config& config, const SafeText& safe) {
    auto backups = list_backups(config);
    if (!backups)
        return backups.error();
    const auto copies = list_stored_backups(config);
    if (!copies)
        return copies.error();
    for (const auto& copy : *copies)
        if (std::ranges::find(*backups, copy.name(), &Backup::name) == backups->end())
            backups->push_back(copy);
    if (session.options.json) {
        boost::json::array all;
        for (const auto& backup : *backups)
            all.push_back(to_json(backup));
        print_json(session, {{"backups", std::move(all)}}, safe);
    } else
        print_backups(session.out, *backups, safe, session.out_terminal);
    return ExitCode::done;
}

Error unconfirmed(const Config& config, const Backup& backup) {
    return {Errc::invalid_input,
            "nothing was restored: a restore puts " + backup.name() + " in place of the database " +
                config.database.name + ", which takes a yes",
            "psyfit-deploy restore " + backup.name() + " --yes"};
}

/// The backup that is meant; one that is in the storage only is fetched.
Result<Backup> obtain(const Config& config, const BackupWords& words, const Signals& signals) {
    auto here = find_backup(config, words.file);
    if (here || !here.error().is(Errc::not_found))
        return here;
    const auto copies = list_stored_backups(config);
    if (!copies)
        return copies.error();
    for (const auto& copy : *copies)
        if (words.file ? copy.name() == *words.file : !copy.safety)
            return fetch_backup(config, copy.name(), signals.token());
    return here;
}

/// On a terminal the name of the database has to be typed.
bool confirmed(const Session& session, const Config& config, const Backup& backup,
               const SafeText& safe) {
    if (session.options.yes)
        return true;
    if (::isatty(STDIN_FILENO) == 0 || !session.err_terminal.interactive || session.options.json)
        return false;
    session.err << safe(backup.name()) << " takes the place of the database "
                << config.database.name << "; type its name to go on: " << std::flush;
    std::string typed;
    return std::getline(std::cin, typed) && typed == config.database.name;
}

Result<ExitCode> put_back(const Session& session, const Config& config, Ports ports,
                          const Backup& backup, const SafeText& safe, const Signals& signals) {
    Result<RestoreReport> report = [&] {
        ByteProgress progress{session.err, session.err_terminal,
                              "restoring " + safe(backup.name())};
        return restore(config, ports, backup,
                       {.progress = [&](std::int64_t bytes) { progress.tell(bytes); },
                        .stop = signals.token()});
    }();
    if (!report)
        return report.error();
    if (session.options.json)
        print_json(session, to_json(*report), safe);
    else if (!session.options.quiet)
        print_restore(session.out, *report, config, safe, session.out_terminal);
    return ExitCode::done;
}

Result<ExitCode> foretell(const Session& session, const Config& config, const Backup& backup,
                          const SafeText& safe, const Signals& signals) {
    const auto check = verify_backup(backup, signals.token());
    if (!check)
        return check.error();
    if (session.options.json)
        print_json(session, {{"backup", to_json(backup)}, {"check", to_json(*check)}}, safe);
    else {
        print_check(session.out, backup, *check, safe, session.out_terminal);
        session.out << "would take the place of the database " << config.database.name
                    << ", which would be backed up first\n"
                    << std::flush;
    }
    return ExitCode::done;
}

} // namespace

ExitCode run_restore(const Session& session) {
    const Signals signals; // before any thread
    const auto& words = session.options.backup;
    return ask(session,
               [&](const Config& config, Ports ports, const SafeText& safe) -> Result<ExitCode> {
                   if (words.list)
                       return list(session, config, safe);
                   if (words.latest == words.file.has_value())
                       return Error{Errc::invalid_input, "say which backup: its name, or --latest",
                                    "psyfit-deploy restore --list"};
                   const auto backup = obtain(config, words, signals);
                   if (!backup)
                       return backup.error();
                   if (session.options.dry_run)
                       return foretell(session, config, *backup, safe, signals);
                   if (!confirmed(session, config, *backup, safe))
                       return unconfirmed(config, *backup);
                   return put_back(session, config, ports, *backup, safe, signals);
               });
}

} // namespace deploy::cli
