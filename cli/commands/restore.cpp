// SPDX-License-Identifier: MIT
#include "../console/backup_text.hpp"
#include "../console/byte_progress.hpp"
#include "../signals.hpp"
#include "commands.hpp"
#include "foretell.hpp"

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
    if (copies)
        backups = merge_backups(std::move(*backups), *copies);
    if (session.options.json) {
        boost::json::array all;
        for (const auto& backup : *backups)
            all.push_back(to_json(backup));
        boost::json::object document{{"backups", std::move(all)}};
        if (!copies)
            document["storage_failure"] = copies.error().message;
        print_json(session, std::move(document), safe);
    } else
        print_backups(session.out, *backups, safe, session.out_terminal);
    if (copies)
        return ExitCode::done;
    return session.options.json
               ? exit_code(copies.error())
               : fail(session, copies.error().within("the copies in the storage are not listed"),
                      "those on this host are above", safe);
}

/// What else is gone after a restore: `, and DATABASE of an earlier restore is dropped`.
std::string and_drops(const std::optional<std::string>& former) {
    return former ? ", and " + *former + " of an earlier restore is dropped" : std::string{};
}

Error unconfirmed(const Config& config, const Backup& backup,
                  const std::optional<std::string>& former) {
    return {Errc::invalid_input,
            "nothing was restored: a restore puts " + backup.name() + " in place of the database " +
                config.database.name + and_drops(former) + ", which takes a yes",
            "psyfit-deploy restore " + backup.name() + " --yes"};
}

/// The one of that name or path, here or in the storage.
Result<Backup> named(const Config& config, const std::string& name) {
    auto here = find_backup(config, name);
    if (here || !here.error().is(Errc::not_found))
        return here;
    const auto copies = list_stored_backups(config);
    if (!copies)
        return copies.error();
    const auto copy = std::ranges::find(*copies, name, &Backup::name);
    return copy == copies->end() ? here : *copy;
}

/// The newest here and in the storage. Without the storage it is the newest here, and a warning:
/// what the storage has may be newer.
Result<Backup> latest(const Session& session, const Config& config, const SafeText& safe) {
    const auto here = find_backup(config, {});
    if (!here && !here.error().is(Errc::not_found))
        return here;
    const auto copies = list_stored_backups(config);
    if (!copies && !here)
        return copies.error();
    if (!copies) {
        const auto why = copies.error().within("whether the storage has a newer backup is unknown");
        session.err << paint("warning:", Ink::caution, session.err_terminal) << ' '
                    << safe(why.message) << std::endl;
        return here;
    }
    const auto all = merge_backups(here ? std::vector{*here} : std::vector<Backup>{}, *copies);
    const auto newest = std::ranges::find(all, false, &Backup::safety);
    return newest == all.end() ? here : *newest;
}

Result<Backup> chosen(const Session& session, const Config& config, const SafeText& safe) {
    const auto& file = session.options.backup.file;
    return file ? named(config, *file) : latest(session, config, safe);
}

/// On a terminal the name of the database has to be typed.
bool confirmed(const Session& session, const Config& config, const Backup& backup,
               const std::optional<std::string>& former, const SafeText& safe) {
    if (::isatty(STDIN_FILENO) == 0 || !session.err_terminal.interactive || session.options.json)
        return false;
    session.err << safe(backup.name()) << " takes the place of the database "
                << config.database.name << and_drops(former) << "; type the name "
                << config.database.name << " to go on: " << std::flush;
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
    if (!report) // where the answer to the swap was lost, nobody knows what is live
        return fail(session, report.error(),
                    report.error().is(Errc::unknown_outcome)
                        ? ""
                        : "the database " + config.database.name + " is as it was",
                    safe);
    if (session.options.json)
        print_json(session, to_json(*report), safe);
    else if (!session.options.quiet)
        print_restore(session.out, *report, config, safe, session.out_terminal);
    return ExitCode::done;
}

Result<ExitCode> foretell(const Session& session, const Config& config, const Backup& backup,
                          const std::optional<std::string>& former, const SafeText& safe,
                          const Signals& signals) {
    const auto what = "take the place of the database " + config.database.name +
                      ", which would be backed up first" + and_drops(former);
    boost::json::object more;
    more["drops"] = former ? boost::json::value(*former) : boost::json::value();
    if (!backup.stored)
        return foretell_load(session, backup, "would " + what, safe, signals.token(), more);
    if (session.options.json) {
        more["backup"] = to_json(backup);
        print_json(session, std::move(more), safe);
    } else
        session.out << safe(backup.name()) << " would be fetched from the storage, checked, and "
                    << what << '\n'
                    << std::flush;
    return ExitCode::done;
}

/// The end of a dry run, or of one without a yes; nothing where the restore goes on.
Result<std::optional<ExitCode>> before_it(const Session& session, const Config& config, Ports ports,
                                          const Backup& backup, const SafeText& safe,
                                          const Signals& signals) {
    if (session.options.yes && !session.options.dry_run)
        return std::optional<ExitCode>{};
    const auto former = database_to_drop(config, ports, signals.token());
    if (!former)
        return former.error();
    if (session.options.dry_run) {
        const auto told = foretell(session, config, backup, *former, safe, signals);
        return told ? Result<std::optional<ExitCode>>{*told} : told.error();
    }
    if (!confirmed(session, config, backup, *former, safe))
        return unconfirmed(config, backup, *former);
    return std::optional<ExitCode>{};
}

} // namespace

ExitCode run_restore(const Session& session) {
    const Signals signals{run_again}; // before any thread
    const auto& words = session.options.backup;
    return ask(session,
               [&](const Config& config, Ports ports, const SafeText& safe) -> Result<ExitCode> {
                   if (words.list)
                       return list(session, config, safe);
                   if (words.latest == words.file.has_value())
                       return Error{Errc::invalid_input, "say which backup: its name, or --latest",
                                    "psyfit-deploy restore --list"};
                   auto backup = chosen(session, config, safe);
                   if (!backup)
                       return backup.error();
                   if (auto ended = before_it(session, config, ports, *backup, safe, signals);
                       !ended || *ended)
                       return ended ? Result<ExitCode>{**ended} : ended.error();
                   if (backup->stored)
                       backup = fetch_backup(config, backup->name(), signals.token());
                   if (!backup)
                       return backup.error();
                   return put_back(session, config, ports, *backup, safe, signals);
               });
}

} // namespace deploy::cli
