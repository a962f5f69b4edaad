// SPDX-License-Identifier: MIT
#include "../console/backup_text.hpp"
#include "../console/byte_progress.hpp"
#include "../signals.hpp"
#include "commands.hpp"
#include "foretell.hpp"

#include <boost/json/array.hpp>
#include <deploy/backup.hpp>
#include <deploy/json.hpp>

namespace deploy::cli {
namespace {

Result<std::vector<Backup>> chosen_backups(const Config& config, const BackupWords& words) {
    if (words.all) {
        auto all = list_backups(config);
        if (!all || !all->empty())
            return all;
    }
    auto one = find_backup(config, words.file);
    if (!one)
        return one.error();
    return std::vector{std::move(*one)};
}

boost::json::object document_of(const Backup& backup, const Result<BackupCheck>& check,
                                const SafeText& safe) {
    boost::json::object out{{"backup", to_json(backup)}};
    if (check)
        out["check"] = to_json(*check);
    else
        out["error"] = to_json(safe(check.error()));
    return out;
}

} // namespace

ExitCode run_backup_verify(const Session& session) {
    const Signals signals{nothing_left}; // before any thread
    return ask(session, [&](const Config& config, Ports /*ports*/, const SafeText& safe) {
        const auto backups = chosen_backups(config, session.options.backup);
        if (!backups)
            return Result<ExitCode>{backups.error()};
        auto code = ExitCode::done;
        boost::json::array all;
        for (const auto& backup : *backups) {
            const auto check = verify_backup(backup, signals.token());
            if (session.options.json)
                all.push_back(document_of(backup, check, safe));
            else if (!check)
                fail(session, check.error(), {}, safe);
            else if (!session.options.quiet)
                print_check(session.out, backup, *check, safe, session.out_terminal);
            if (!check)
                code = exit_code(check.error());
        }
        if (session.options.json)
            print_json(session, {{"backups", std::move(all)}}, safe);
        return Result<ExitCode>{code};
    });
}

Result<ExitCode> foretell_load(const Session& session, const Backup& backup,
                               const std::string& what, const SafeText& safe,
                               const std::stop_token& stop, const boost::json::object& more) {
    const auto check = verify_backup(backup, stop);
    if (!check)
        return check.error();
    if (session.options.json) {
        auto document = document_of(backup, check, safe);
        for (const auto& each : more)
            document.insert(each);
        print_json(session, std::move(document), safe);
    } else {
        print_check(session.out, backup, *check, safe, session.out_terminal);
        session.out << what << '\n' << std::flush;
    }
    return ExitCode::done;
}

ExitCode run_backup_drill(const Session& session) {
    const Signals signals{run_again}; // before any thread
    return ask(session, [&](const Config& config, Ports ports, const SafeText& safe) {
        const auto backup = find_backup(config, session.options.backup.file);
        if (!backup)
            return Result<ExitCode>{backup.error()};
        if (session.options.dry_run)
            return foretell_load(session, *backup,
                                 "would be restored into the database " + config.database.name +
                                     "_drill, compared, and dropped with it",
                                 safe, signals.token());
        Result<RestoreReport> report = [&] {
            ByteProgress progress{session.err, session.err_terminal,
                                  "restoring " + safe(backup->name()) + " for a drill"};
            return drill(config, ports, *backup,
                         {.progress = [&](std::int64_t bytes) { progress.tell(bytes); },
                          .stop = signals.token()});
        }();
        if (!report)
            return Result<ExitCode>{report.error()};
        if (session.options.json)
            print_json(session, to_json(*report), safe);
        else if (!session.options.quiet)
            print_drill(session.out, *report, safe, session.out_terminal);
        return Result<ExitCode>{ExitCode::done};
    });
}

} // namespace deploy::cli
