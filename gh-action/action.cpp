// SPDX-License-Identifier: MIT
#include "action.hpp"

#include "console/ticker.hpp"
#include "log_progress.hpp"
#include "notifications.hpp"
#include "questions.hpp"
#include "result.hpp"
#include "run_words.hpp"
#include "secrets.hpp"
#include "server.hpp"

#include <deploy/observer_pair.hpp>
#include <deploy/remote_run.hpp>
#include <deploy/run_log.hpp>
#include <deploy/system_clock.hpp>
#include <deploy/verdict.hpp>
#include <fstream>
#include <ostream>
#include <utility>

namespace deploy::action {
namespace {

/// One step.
class Step {
public:
    Step(const Variables& variables, std::ostream& log, std::stop_token stop, std::stop_token haste)
        : variables_{variables}, commands_{log}, stop_{std::move(stop)}, haste_{std::move(haste)} {}

    ExitCode run() {
        for (const auto& secret : secrets_given(variables_)) // before anything else is printed
            commands_.mask(secret);
        auto inputs = read_inputs(variables_);
        if (!inputs)
            return fail(inputs.error());
        report_.inputs = *inputs;
        report_.run_url = run_url();
        const auto note = [&](std::string_view text) { commands_.line(text); };
        auto server = Server::reach(*inputs, note, stop_);
        if (!server)
            return fail(server.error());
        report_.installed = server->installed();
        if (inputs->command == Command::plan || inputs->command == Command::status)
            return ask(server->remote());
        return follow(server->remote());
    }

private:
    ExitCode ask(Remote& remote) {
        const auto answer = ask_server(remote, report_.inputs, stop_);
        if (!answer)
            return fail(answer.error());
        commands_.group(answer->title);
        commands_.line(answer->text);
        commands_.end_group();
        append("GITHUB_STEP_SUMMARY", answer->summary);
        append("GITHUB_OUTPUT", output_file(outputs_of(*answer, report_.inputs)));
        if (answer->code != ExitCode::done)
            commands_.error("psyfit-deploy", answer->complaint);
        return answer->code;
    }

    ExitCode follow(Remote& remote) {
        report_.id = new_run_id();
        if (report_.inputs.command == Command::deploy)
            report_.commits = commits_to_go_live(remote, report_.inputs, stop_);
        LogProgress progress{commands_};
        const cli::Ticker heart{std::chrono::seconds{5}, [&] { progress.heartbeat(); }};
        Notifications others{report_.inputs, variables_, facts(), failed_before(remote), progress};
        ObserverPair all{progress, others.observer()};
        auto run = remote_run(report_.inputs, report_.id);
        run.leave = haste_;
        commands_.line("run " + report_.id + " on " + remote.name());
        const auto clock = make_clock();
        auto end = stop_.stop_requested() ? Result<RunEnd>{cancelled_before_a_run()}
                                          : follow_remote(remote, *clock, run, all, stop_);
        progress.finish();
        report_.end = end ? std::move(*end) : run_end(end.error(), serves_after(end.error()));
        const auto code = conclude(); // GitHub is told first
        others.end(report_.end);
        return code;
    }

    /// A failure before anything was asked of the server.
    ExitCode fail(const Error& error) {
        report_.end = run_end(error, serves_after(error));
        return conclude();
    }

    /// Of a run that the server has not begun; one that it may have begun tells nothing.
    [[nodiscard]] static std::string serves_after(const Error& error) {
        return error.is(Errc::unknown_outcome) ? "" : "what served before; nothing was touched";
    }

    ExitCode conclude() {
        tell_end();
        append("GITHUB_STEP_SUMMARY", summary(report_));
        append("GITHUB_OUTPUT", output_file(outputs_of(report_)));
        return report_.end.code;
    }

    void tell_end() {
        const auto& end = report_.end;
        if (end.outcome && end.outcome->state == State::live) {
            commands_.notice("psyfit-deploy", result_of(end) + ": " + live_words(*end.outcome));
            return;
        }
        const auto error = end.outcome ? failure_of(*end.outcome) : end.error.value_or(Error{});
        std::string text = error.message;
        if (!end.serves.empty())
            text += "\nserves: " + to_type(report_.inputs, end.serves);
        if (!error.fix.empty())
            text += "\nfix: " + to_type(report_.inputs, error.fix);
        if (const auto note = where_to_type(report_); !note.empty())
            text += "\n" + note;
        commands_.error("psyfit-deploy: " + result_of(end), text);
    }

    [[nodiscard]] static std::string live_words(const Outcome& outcome) {
        const auto& traffic = outcome.receipt.traffic;
        return describe(outcome.release.candidate, outcome.release.revision) + " is live; " +
               std::to_string(traffic.failed) + " of " + std::to_string(traffic.sent) +
               " requests lost";
    }

    [[nodiscard]] Notice facts() const {
        Notice out;
        out.environment = report_.inputs.environment;
        out.url = report_.inputs.url;
        out.run_url = report_.run_url;
        out.actor = variables_("GITHUB_ACTOR");
        out.command = own_command(report_.inputs);
        return out;
    }

    /// Only Slack tells of a recovery.
    [[nodiscard]] bool failed_before(Remote& remote) const {
        return !report_.inputs.slack_webhook.empty() && last_failed(remote, report_.inputs, stop_);
    }

    void append(std::string_view variable, const std::string& text) {
        const auto file = variables_(variable);
        if (file.empty())
            return;
        std::ofstream out{file, std::ios::app | std::ios::binary};
        out << text;
        if (!out.flush())
            commands_.warning("psyfit-deploy", std::string{variable} + " cannot be written");
    }

    [[nodiscard]] std::string run_url() const {
        const auto id = variables_("GITHUB_RUN_ID");
        return id.empty() ? id
                          : variables_("GITHUB_SERVER_URL") + "/" +
                                variables_("GITHUB_REPOSITORY") + "/actions/runs/" + id;
    }

    const Variables& variables_;
    WorkflowCommands commands_;
    std::stop_token stop_;
    std::stop_token haste_;
    Report report_{};
};

} // namespace

ExitCode run_action(const Variables& variables, std::ostream& log, std::stop_token stop,
                    std::stop_token haste) {
    return Step{variables, log, std::move(stop), std::move(haste)}.run();
}

} // namespace deploy::action
