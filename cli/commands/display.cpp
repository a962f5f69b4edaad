// SPDX-License-Identifier: MIT
#include "display.hpp"

#include "../console/error_text.hpp"
#include "../console/own_command.hpp"
#include "../console/plain_progress.hpp"
#include "../console/receipt_text.hpp"
#include "../console/terminal_progress.hpp"

#include <deploy/verdict.hpp>
#include <ostream>
#include <unistd.h>

namespace deploy::cli {
namespace {
constexpr std::chrono::milliseconds redraw_period{100};
} // namespace

Display::Display(const Session& session, const SafeText& safe)
    : session_{session}, safe_{safe}, progress_{make_progress()} {
    progress_->call_as(session.own_command());
    if (session.options.json)
        events_.emplace([&session](std::string_view line) { session.out << line << std::endl; },
                        safe);
}

std::unique_ptr<Progress> Display::make_progress() {
    const auto now = [] { return std::chrono::steady_clock::now(); };
    const auto& options = session_.options;
    if (options.json || options.quiet)
        return std::make_unique<Progress>();
    if (!session_.err_terminal.interactive)
        return std::make_unique<PlainProgress>(session_.err, safe_, now);
    auto live = std::make_unique<TerminalProgress>(
        session_.err, safe_,
        TerminalProgress::Settings{
            [&options] { return inspect_terminal(STDERR_FILENO, options.colour); }, now,
            options.verbose});
    ticker_.emplace(redraw_period, [drawn = live.get()] { drawn->redraw(); });
    return live;
}

Observer& Display::observer() {
    if (events_)
        return *events_;
    return *progress_;
}

void Display::pass_on(std::string_view line) {
    session_.out << calling_in_json(line, session_.own_command()) << std::endl;
    if (passed_on_.feed(line) && events_)
        events_->go_on_after(passed_on_.last());
}

ExitCode Display::conclude(const RunEnd& end) {
    progress_->finish();
    if (passed_on_.end())
        return end.code;
    auto told = end;
    if (told.error)
        told.error = session_.callable(*told.error);
    told.serves = calling(told.serves, session_.own_command());
    if (events_)
        events_->end(told);
    else
        print_end(told);
    return end.code;
}

void Display::print_end(const RunEnd& end) {
    if (end.route_restored)
        session_.out << "the proxy has its route again\n";
    for (const auto& name : end.cleared)
        session_.out << safe_(name) << " came too late and is cleared away\n";
    if (end.outcome)
        print_outcome(*end.outcome, end.serves);
    if (end.error)
        print_error(session_.err, safe_(*end.error), safe_(end.serves), session_.err_terminal);
    else if (!end.outcome && !end.route_restored && end.cleared.empty() && !session_.options.quiet)
        session_.out << "nothing to recover\n";
    session_.out.flush();
}

void Display::print_outcome(const Outcome& outcome, std::string_view serves) {
    if (session_.options.quiet)
        session_.out << safe_(receipt_line(outcome)) << std::endl;
    else
        print_receipt(session_.out, made_safe(outcome, safe_), session_.out_terminal,
                      session_.own_command());
    if (outcome.state != State::live)
        print_error(session_.err, safe_(session_.callable(failure_of(outcome))), safe_(serves),
                    session_.err_terminal);
}

} // namespace deploy::cli
