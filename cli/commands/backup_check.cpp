// SPDX-License-Identifier: MIT
#include "../console/backup_text.hpp"
#include "../console/byte_progress.hpp"
#include "../signals.hpp"
#include "commands.hpp"

#include <boost/json/array.hpp>
#include <deploy/backup.hpp>

namespace deploy::cli {
namespace {

Result<std::vector<Backup>> chosen(const Config& config, const BackupWords& words) {
    if (words.all)
        return list_backups(config);
    auto one = find_backup(config, words.file);
    if (!one)
        return one.error();
    return std::vector{std::move(*one)};
}

} // namespace

ExitCode run_backup_verify(const Session& session) {
    const Signals signals; // before any thread
    return ask(session, [&](const Config& config, Ports /*ports*/, const SafeText& safe) {
        const auto backups = chosen(config, session.options.backup);
        if (!backups)
            return Result<ExitCode>{backups.error()};
        auto code = ExitCode::done;
        boost::json::array all;
        for (const auto& backup : *backups) {
            const auto check = verify_backup(backup, signals.token());
            if (check && !session.options.json && !session.options.quiet)
                print_check(session.out, backup, *check, safe, session.out_terminal);
            if (check && session.options.json) {
                all.push_back({{"backup", to_json(backup)}, {"check", to_json(*check)}});
                continue;
            }
            if (!check)
                code = fail(session, check.error(), {}, safe);
        }
        if (session.options.json && code == ExitCode::done)
            print_json(session, {{"backups", std::move(all)}}, safe);
        return Result<ExitCode>{code};
    });
}

ExitCode run_backup_drill(const Session& session) {
    const Signals signals; // before any thread
    return ask(session, [&](const Config& config, Ports ports, const SafeText& safe) {
        const auto backup = find_backup(config, session.options.backup.file);
        if (!backup)
            return Result<ExitCode>{backup.error()};
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
