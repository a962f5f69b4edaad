// SPDX-License-Identifier: MIT
#include "../console/own_command.hpp"
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

/// Whether the lines of its answer are psyfit-deploy's own words, in which calls of it may be.
bool answers_in_own_words(Command command) {
    return command == Command::status || command == Command::doctor || command == Command::setup;
}

/// A question: the server's own answer. What it says to type is for the one who asked.
ExitCode pass_on(const Session& session, Remote& remote) {
    const Signals signals{nothing_left};
    const auto& options = session.options;
    auto sent = sent_question(options);
    if (!sent)
        return fail(session, sent.error());
    const auto own = session.own_command();
    const bool own_words = !options.json && answers_in_own_words(options.command);
    RemoteCall call{.words = std::move(sent->words), .input = std::move(sent->input)};
    call.line = [&](std::string_view line) {
        const auto said = own_words      ? calling(line, own)
                          : options.json ? calling_in_json(line, own)
                                         : std::string{line};
        session.out << neutralise(said) << std::endl;
    };
    call.error_line = [&](std::string_view line) {
        session.err << neutralise(calling(line, own)) << std::endl;
    };
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
    if (options.config) // each call of a run needs both
        run.options = {"--config", options.config->string()};
    if (options.service)
        run.options.insert(run.options.end(), {"--service", *options.service});
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
                     attach_command(*run)});
    if (!started)
        return fail(session, started.error());
    if (!*started)
        return announce(session, run->id);
    const auto& refused = **started;
    fail(session, refused.error.value_or(Error{}), refused.serves);
    return refused.code;
}

ExitCode follow(const Session& session, Remote& remote) {
    auto asked = remote_run(session);
    const auto again = asked ? calling(attach_command(*asked), session.own_command()) : "";
    const Signals signals{followed_by(again)}; // before any thread
    const SafeText safe; // the server made it safe already; control bytes are taken out here too
    Display display{session, safe};
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
