// SPDX-License-Identifier: MIT
#include "../console/error_text.hpp"
#include "../console/json_progress.hpp"
#include "../console/plain_progress.hpp"
#include "../console/receipt_text.hpp"
#include "../console/terminal_progress.hpp"
#include "deployment.hpp"

#include <deploy/json.hpp>
#include <ostream>
#include <unistd.h>

namespace deploy::cli {
namespace {

constexpr std::chrono::milliseconds redraw_period{100};

boost::json::object result_of(const Outcome& outcome) {
    boost::json::object out{{"outcome", to_json(outcome)}};
    if (outcome.state != State::live)
        out["serves"] = what_serves(outcome);
    out["exit_code"] = static_cast<int>(exit_code(outcome));
    return out;
}

} // namespace

Display::Display(const Session& session, const SafeText& safe) : session_{session}, safe_{safe} {
    progress_ = make_progress();
}

Display::~Display() = default;

std::unique_ptr<Progress> Display::make_progress() {
    const auto now = [] { return std::chrono::steady_clock::now(); };
    const auto& options = session_.options;
    if (options.json) {
        auto json = std::make_unique<JsonProgress>(session_.out, safe_,
                                                   [] { return std::chrono::system_clock::now(); });
        json_ = json.get();
        return json;
    }
    if (options.quiet)
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

void Display::print_result(const Outcome& outcome) {
    if (session_.options.quiet)
        session_.out << safe_(receipt_line(outcome)) << std::endl;
    else
        print_receipt(session_.out, made_safe(outcome, safe_), session_.out_terminal,
                      own_command(session_.options.config));
    if (outcome.state != State::live)
        print_error(session_.err, safe_(session_.callable(failure_of(outcome))),
                    safe_(what_serves(outcome)), session_.err_terminal);
}

ExitCode Display::conclude(const Outcome& outcome) {
    progress_->finish();
    if (json_ != nullptr)
        json_->end(result_of(outcome));
    else
        print_result(outcome);
    return exit_code(outcome);
}

ExitCode Display::conclude(const Error& error) {
    progress_->finish();
    const auto code = exit_code(error);
    const auto told = session_.callable(error);
    const auto serves = progress_->under_way()
                            ? "see " + own_command(session_.options.config) + " status"
                            : std::string{"what served before; nothing was touched"};
    if (json_ != nullptr)
        json_->end(error_document(told, code, serves));
    else
        print_error(session_.err, safe_(told), safe_(serves), session_.err_terminal);
    return code;
}

ExitCode Display::conclude(const Recovery& recovery) {
    progress_->finish();
    const auto code = recovery.finished && recovery.finished->state == State::stuck
                          ? ExitCode::stuck
                          : ExitCode::done;
    if (json_ != nullptr) {
        boost::json::object result{{"route_restored", recovery.route_restored},
                                   {"exit_code", static_cast<int>(code)}};
        result["outcome"] = recovery.finished ? to_json(*recovery.finished) : boost::json::value{};
        json_->end(result);
        return code;
    }
    if (recovery.route_restored)
        session_.out << "the proxy has its route again\n";
    if (recovery.finished)
        print_result(*recovery.finished);
    else if (!recovery.route_restored && !session_.options.quiet)
        session_.out << "nothing to recover\n";
    session_.out.flush();
    return code;
}

} // namespace deploy::cli
