// SPDX-License-Identifier: MIT
#include "../console/backup_text.hpp"
#include "../console/byte_progress.hpp"
#include "../console/error_text.hpp"
#include "../signals.hpp"
#include "commands.hpp"

#include <deploy/backup.hpp>
#include <ostream>

namespace deploy::cli {

ExitCode run_backup(const Session& session) {
    const Signals signals{run_again}; // before any thread
    return ask(session, [&](const Config& config, Ports ports, const SafeText& safe) {
        Result<BackupReport> report = [&] {
            ByteProgress progress{session.err, session.err_terminal,
                                  "backing up " + config.database.name};
            return back_up(config, ports,
                           {.dry_run = session.options.dry_run,
                            .progress = [&](std::int64_t bytes) { progress.tell(bytes); },
                            .stop = signals.token()});
        }();
        if (!report)
            return Result<ExitCode>{report.error()};
        if (session.options.json)
            print_json(session, to_json(*report), safe);
        else if (!session.options.quiet)
            print_backup(session.out, *report, safe, session.out_terminal);
        if (!report->copy_failure)
            return Result<ExitCode>{ExitCode::done};
        if (!session.options.json)
            print_error(session.err, safe(session.callable(*report->copy_failure)),
                        "the backup on this host is good", session.err_terminal);
        return Result<ExitCode>{ExitCode::preflight};
    });
}

} // namespace deploy::cli
