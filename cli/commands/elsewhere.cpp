// SPDX-License-Identifier: MIT
#include "../signals.hpp"
#include "commands.hpp"
#include "detach.hpp"
#include "display.hpp"
#include "sent_words.hpp"

#include <algorithm>
#include <deploy/remote.hpp>
#include <deploy/remote_run.hpp>
#include <deploy/run_log.hpp>
#include <deploy/system_clock.hpp>
#include <ostream>

namespace deploy::cli {
namespace {

bool is_run(Command command) {
    return command == Command::deploy || command == Command::rollback ||
           command == Command::recover;
}

ExitCode known(int code) {
    const auto* const found = std::ranges::find(all_exit_codes, static_cast<ExitCode>(code));
    return found == all_exit_codes.end() ? ExitCode::internal : *found;
}

/// A question: the server's own answer, as it is.
ExitCode pass_on(const Session& session, Remote& remote) {
    const Signals signals{nothing_left};
    auto sent = sent_question(session.options);
    if (!sent)
        return fail(session, sent.error());
    RemoteCall call{.words = std::move(sent->words), .input = std::move(sent->input)};
    call.line = [&](std::string_view line) { session.out << neutralise(line) << std::endl; };
    call.error_line = [&](std::string_view line) { session.err << neutralise(line) << std::endl; };
    call.stop = signals.token();
    const auto code = remote.call(call);
    return code ? known(*code) : fail(session, code.error());
}

Result<RemoteRun> remote_run(const Session& session) {
    const auto& options = session.options;
    RemoteRun run{.id = options.command == Command::attach
                            ? *options.id
                            : options.intent.id.value_or(new_run_id())};
    if (is_run(options.command)) {
        auto sent = sent_run(options);
        if (!sent)
            return sent.error();
        run.command = std::move(sent->words);
        run.input = std::move(sent->input);
    }
    if (options.config)
        run.options = {"--config", options.config->string()};
    run.from = options.from;
    run.patience = options.patience;
    return run;
}

/// Starts the run there and leaves it.
ExitCode start_detached(const Session& session, Remote& remote) {
    auto run = remote_run(session);
    if (!run)
        return fail(session, run.error());
    const auto started = start_remote(remote, *run);
    if (!started && started.error().is(Errc::unknown_outcome))
        return fail(session,
                    {Errc::unknown_outcome, started.error().message + "; the run may have begun",
                     "psyfit-deploy attach " + run->id});
    if (!started)
        return fail(session, started.error());
    if (!*started)
        return announce(session, run->id);
    const auto& refused = **started;
    fail(session, refused.error.value_or(Error{}), refused.serves);
    return refused.code;
}

ExitCode follow(const Session& session, Remote& remote) {
    const Signals signals{goes_on}; // before any thread
    const SafeText safe; // the server made it safe already; control bytes are taken out here too
    Display display{session, safe};
    auto asked = remote_run(session);
    if (!asked)
        return display.conclude(run_end(asked.error(), {}));
    auto& run = *asked;
    Observer nobody;
    auto& observer = session.options.json ? nobody : display.observer();
    if (session.options.json)
        run.line = [&](std::string_view line) { display.pass_on(line); };
    run.error_line = [&](std::string_view line) { observer.on_note(line); };
    const auto clock = make_clock();
    const auto end = follow_remote(remote, *clock, run, observer, signals.token());
    return display.conclude(end ? *end : run_end(end.error(), {}));
}

} // namespace

ExitCode run_elsewhere(const Session& session) {
    auto settings = ssh_settings(*session.options.host);
    if (!settings)
        return fail(session, settings.error());
    settings->batch = !session.err_terminal.interactive;
    const auto remote = make_ssh_remote(within(*settings, session.options.patience));
    const auto command = session.options.command;
    if (is_run(command) && session.options.detach)
        return start_detached(session, *remote);
    if (is_run(command) || command == Command::attach)
        return follow(session, *remote);
    return pass_on(session, *remote);
}

} // namespace deploy::cli
