// SPDX-License-Identifier: MIT
#include "../console/plain_progress.hpp"
#include "../console/report.hpp"
#include "../signals.hpp"
#include "commands.hpp"

#include <deploy/environment.hpp>
#include <deploy/setup.hpp>

namespace deploy::cli {
namespace {

SetupRequest requested(const Options& options) {
    return {.changes = options.dry_run ? Changes::told : Changes::made,
            .entrance = options.open_proxy ? Entrance::open : Entrance::behind_web_server,
            .skip = options.skipped_parts};
}

/// Knows the secrets of the environment file as well, as far as it is there.
SafeText safe_text(Config config) {
    const auto text = read_given(config.setup.secrets);
    const auto values =
        text ? parse_environment_file(*text, "file") : Result<Environment>{text.error()};
    if (values)
        for (const auto& [key, value] : *values)
            config.environment.set[key] = value;
    return SafeText{config};
}

ExitCode conclude(const Session& session, SetupReport report, const SafeText& safe) {
    if (session.options.json)
        print_json(session, to_json(report), safe);
    else if (report.failure)
        return fail(session, *report.failure,
                    session.options.dry_run ? "nothing was touched" : "what was made so far stays",
                    safe);
    else if (!session.options.quiet)
        print_setup_end(session.out, report);
    return report.failure ? exit_code(*report.failure) : ExitCode::done;
}

} // namespace

ExitCode run_setup(const Session& session) {
    const Signals signals{run_again}; // before any thread
    const auto config = load_configuration(session.options);
    if (!config)
        return fail(session, config.error());
    auto host = Host::open(*config);
    if (!host)
        return fail(session, host.error());
    auto safe = safe_text(*config);
    const auto& options = session.options;
    Observer nobody;
    PlainProgress lines{session.err, safe, [] { return std::chrono::steady_clock::now(); }};
    Observer& observer = options.json || options.quiet ? nobody : lines;
    const auto tell = [&](const SetupPart& part) {
        safe = safe_text(*config); // the secrets may be new
        if (!options.json && !options.quiet)
            print_setup_part(session.out, part, safe, session.out_terminal, session.own_command());
    };
    const auto web = make_nginx(*config);
    auto report =
        setup(*config, (*host)->ports(), *web, requested(options), observer, tell, signals.token());
    return conclude(session, std::move(report), safe);
}

} // namespace deploy::cli
