// SPDX-License-Identifier: MIT
#include "commands.hpp"

#include <ostream>

namespace deploy::cli {
namespace {

/// The way out of a wrong file is this very command, which has been run.
Error to_correct(Error error) {
    if (error.fix.starts_with("psyfit-deploy config check"))
        error.fix = "correct it there; psyfit-deploy config schema tells what each key may be";
    return error;
}

} // namespace

ExitCode run_config_check(const Session& session) {
    const auto config = load_configuration(session.options);
    if (!config)
        return fail(session, to_correct(config.error()));
    const auto file = config_file(session.options);
    if (session.options.json)
        print_json(session, {{"valid", true}, {"file", file.string()}});
    else if (!session.options.quiet)
        session.out << (file.empty() ? "no file: the built-in defaults" : file.string())
                    << ": right, for service " << config->service << std::endl;
    return ExitCode::done;
}

ExitCode run_config_show(const Session& session) {
    const auto config = load_configuration(session.options);
    if (!config)
        return fail(session, config.error());
    session.out << to_json(*config) << std::endl;
    return ExitCode::done;
}

ExitCode run_config_schema(const Session& session) {
    session.out << config_schema() << std::endl;
    return ExitCode::done;
}

} // namespace deploy::cli
