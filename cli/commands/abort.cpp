// SPDX-License-Identifier: MIT
#include "../console/error_text.hpp"
#include "../signals.hpp"
#include "commands.hpp"

#include <deploy/abort.hpp>
#include <deploy/json.hpp>
#include <ostream>

namespace deploy::cli {
namespace {

constexpr std::chrono::seconds usual_patience{120};

ExitCode code_of(const Record& end) {
    if (end.state == State::reverted)
        return ExitCode::done;
    return end.state == State::stuck ? ExitCode::stuck : ExitCode::preflight;
}

Error not_turned_back(const Record& end) {
    if (end.state == State::stuck)
        return {Errc::unknown_outcome,
                "deployment " + end.release.id + " could not turn back: " + end.cause,
                "psyfit-deploy recover"};
    return {Errc::precondition,
            "deployment " + end.release.id + " had decided already: " + end.release.candidate +
                " is live",
            "psyfit-deploy rollback"};
}

std::string turned_back(const Record& end) {
    if (end.sequence == 0)
        return "run " + end.release.id + " waited for the lock and gave up; nothing was touched\n";
    const auto& incumbent = end.release.incumbent;
    return "deployment " + end.release.id + " turned back; " +
           (incumbent ? incumbent->name + " serves" : "nothing serves") + "\n";
}

} // namespace

ExitCode run_abort(const Session& session) {
    const Signals signals{goes_on}; // before any thread
    const auto& options = session.options;
    return ask(session, [&](const Config& config, Ports ports, const SafeText& safe) {
        const auto patience = options.wait.value_or(usual_patience);
        const auto end = abort(config, ports, options.id, patience, signals.token());
        if (!end)
            return Result<ExitCode>{end.error()};
        const auto code = code_of(*end);
        if (options.json)
            print_json(session,
                       {{"id", end->release.id},
                        {"state", to_string(end->state)},
                        {"exit_code", static_cast<int>(code)}},
                       safe);
        else if (end->state == State::reverted)
            session.out << safe(turned_back(*end)) << std::flush;
        else
            fail(session, not_turned_back(*end), {}, safe);
        return Result<ExitCode>{code};
    });
}

} // namespace deploy::cli
