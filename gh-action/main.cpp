// SPDX-License-Identifier: MIT
#include "action.hpp"
#include "on_host.hpp"
#include "signals.hpp"
#include "workflow_commands.hpp"

#include <cstdlib>
#include <exception>
#include <iostream>
#include <string>
#include <vector>

int main(int count, char** words) {
    using namespace deploy;
    const std::vector<std::string> arguments{words + 1, words + count};
    if (arguments.size() > 2 && arguments.front() == "--on-host") // see host_programs.hpp
        return action::become_program_of_host(arguments[1],
                                              {arguments.begin() + 2, arguments.end()});
    cli::hold_standard_streams();
    cli::harden_process();
    try {
        // A job that is cancelled gets SIGINT, 7.5 s later SIGTERM, and 2.5 s after that it is
        // killed.
        const cli::Signals signals{cli::goes_on,
                                   cli::Signals::Second::hurries}; // before any thread
        const auto variables = [](std::string_view name) -> std::string {
            const char* value = std::getenv(std::string{name}.c_str()); // NOLINT(*-mt-unsafe)
            return value == nullptr ? "" : value;
        };
        return static_cast<int>(
            action::run_action(variables, std::cout, signals.token(), signals.haste()));
    } catch (const std::exception& bug) {
        action::WorkflowCommands{std::cout}.error("psyfit-deploy", bug.what());
        return static_cast<int>(ExitCode::internal);
    }
}
