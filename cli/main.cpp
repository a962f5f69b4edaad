// SPDX-License-Identifier: MIT
#include "commands/commands.hpp"
#include "console/error_text.hpp"
#include "serve.hpp"
#include "signals.hpp"

#include <algorithm>
#include <cstdlib>
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
                          command != Command::recover && command != Command::abort &&
                          command != Command::attach;
    return question && code == ExitCode::done ? ExitCode::internal : code;
}

/// What the owner of a restricted ssh key asks for.
std::string sent_command() {
    const char* sent = std::getenv("SSH_ORIGINAL_COMMAND"); // NOLINT(concurrency-mt-unsafe)
    return sent == nullptr ? "" : sent;
}

/// The options of the command line; of a restricted ssh key, those that its owner sent.
Result<Options> understand(const std::vector<std::string>& arguments) {
    auto options = parse_options(arguments);
    if (!options || options->command != Command::serve)
        return options;
    return served_options(*options, sent_command());
}

ExitCode run(const std::vector<std::string>& arguments) {
    const auto parsed = understand(arguments);
    const bool serves = std::ranges::find(arguments, "serve") != arguments.end();
    const Options options =
        parsed ? *parsed : form_of_refusal(arguments, serves ? sent_command() : "");
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
    hold_standard_streams();
    harden_process();
    try {
        return static_cast<int>(run({argv + 1, argv + argc}));
    } catch (const std::exception& bug) {
        std::cerr << "error: " << bug.what() << "\nfix: psyfit-deploy recover\n";
        return static_cast<int>(ExitCode::internal);
    }
}
