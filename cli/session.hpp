// SPDX-License-Identifier: MIT
#pragma once
#include "console/terminal.hpp"
#include "options.hpp"

#include <deploy/config.hpp>
#include <deploy/exit_code.hpp>
#include <deploy/host.hpp>
#include <deploy/safe_text.hpp>
#include <iosfwd>
#include <memory>

namespace deploy::cli {

/// What every command works with: what was asked, and where to print. Data goes to `out`, progress
/// and errors to `err`.
struct Session {
    const Options& options;
    std::ostream& out;
    std::ostream& err;
    Terminal out_terminal{};
    Terminal err_terminal{};

    /// How this program is called again for the same service.
    [[nodiscard]] std::string own_command() const;
    /// A failure whose way out calls this program as it was called.
    [[nodiscard]] Error callable(Error error) const;
};

/// The configuration file in use: `--config`, else PSYFIT_DEPLOY_CONFIG, else
/// /etc/psyfit-deploy.json where it exists; empty for the built-in defaults.
[[nodiscard]] std::filesystem::path config_file(const Options& options);
/// The configuration in force, options of the command line included. Each failure is
/// `invalid_input`.
Result<Config> load_configuration(const Options& options);

/// The text of a file that the command line names; `-` is standard input.
Result<std::string> read_given(const std::filesystem::path& file);

/// Prints a failure as the options want it and gives its exit code.
ExitCode fail(const Session& session, const Error& error, std::string_view serves = {},
              const SafeText& safe = {});
/// Prints one JSON document.
void print_json(const Session& session, boost::json::value document, const SafeText& safe = {});

/// Runs a question: reads the configuration, opens the host, and prints the failure if any.
template <class Ask> // Result<ExitCode>(const Config &, Ports, const SafeText &)
ExitCode ask(const Session& session, Ask question) {
    const auto config = load_configuration(session.options);
    if (!config)
        return fail(session, config.error());
    const SafeText safe{*config};
    auto host = Host::open(*config);
    if (!host)
        return fail(session, host.error(), {}, safe);
    const Result<ExitCode> answer = question(*config, (*host)->ports(), safe);
    return answer ? *answer : fail(session, answer.error(), {}, safe);
}

} // namespace deploy::cli
