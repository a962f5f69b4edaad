// SPDX-License-Identifier: MIT
#include "commands/commands.hpp"
#include "console/error_text.hpp"
#include "signals.hpp"

#include <algorithm>
#include <exception>
#include <iostream>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>
#include <vector>

namespace {

using namespace deploy;
using namespace deploy::cli;

void start_logging(const Options& options) {
    auto logger = spdlog::stderr_logger_mt("psyfit-deploy");
    logger->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
    logger->set_level(options.verbose ? spdlog::level::debug : spdlog::level::off);
    spdlog::set_default_logger(std::move(logger));
}

/// A run's exit code tells how it ended, whoever could read of it; of a question nothing is left.
ExitCode said(Command command, ExitCode code) {
    std::cout.flush();
    if (std::cout)
        return code;
    std::cerr << "error: standard output cannot be written\n";
    const bool question = command != Command::deploy && command != Command::rollback &&
                          command != Command::recover && command != Command::abort;
    return question && code == ExitCode::done ? ExitCode::internal : code;
}

ExitCode run(const std::vector<std::string>& arguments) {
    const auto parsed = parse_options(arguments);
    Options options = parsed ? *parsed : Options{};
    if (!parsed) { // say so in the form that was asked for, as far as it can be told
        options.json = std::ranges::find(arguments, "--json") != arguments.end();
        options.colour = std::ranges::find(arguments, "--no-color") == arguments.end();
    }
    const Session session{.options = options,
                          .out = std::cout,
                          .err = std::cerr,
                          .out_terminal = inspect_terminal(STDOUT_FILENO, options.colour),
                          .err_terminal = inspect_terminal(STDERR_FILENO, options.colour)};
    if (!parsed)
        return fail(session, parsed.error());
    start_logging(options);
    return said(options.command, run_command(session));
}

} // namespace

int main(int argc, char** argv) {
    harden_process();
    try {
        return static_cast<int>(run({argv + 1, argv + argc}));
    } catch (const std::exception& bug) {
        std::cerr << "error: " << bug.what() << "\nfix: psyfit-deploy recover\n";
        return static_cast<int>(ExitCode::internal);
    }
}
