// SPDX-License-Identifier: MIT
#include "../console/report.hpp"
#include "commands.hpp"

#include <deploy/secrets.hpp>

namespace deploy::cli {
namespace {

/// A file of the command line, wherever the program runs from.
std::optional<std::filesystem::path> named_file(const Options& options) {
    if (!options.secrets)
        return std::nullopt;
    return std::filesystem::absolute(*options.secrets);
}

} // namespace

ExitCode run_secrets_generate(const Session& session) {
    const auto config = load_configuration(session.options);
    if (!config)
        return fail(session, config.error());
    const SafeText safe{*config};
    const auto changes = session.options.dry_run ? Changes::told : Changes::made;
    const auto made =
        generate_secrets(named_file(session.options).value_or(config->setup.secrets), changes);
    if (!made)
        return fail(session, made.error(), {}, safe);
    if (session.options.json)
        print_json(session, to_json(*made), safe);
    else if (!session.options.quiet)
        print_secrets(session.out, *made, changes, session.out_terminal);
    return ExitCode::done;
}

ExitCode run_secrets_check(const Session& session) {
    return ask(session,
               [&](const Config& config, Ports ports, const SafeText& safe) -> Result<ExitCode> {
                   const auto report = check_secrets(config, ports, named_file(session.options));
                   if (!report)
                       return report.error();
                   if (session.options.json)
                       print_json(session, to_json(*report), safe);
                   else if (!session.options.quiet)
                       print_secrets(session.out, *report, safe, session.out_terminal);
                   return report->sound() ? ExitCode::done : ExitCode::preflight;
               });
}

} // namespace deploy::cli
