// SPDX-License-Identifier: MIT
#include "operations/back_off.hpp"
#include "operations/remote_said.hpp"

#include <deploy/event_reader.hpp>
#include <deploy/remote_run.hpp>
#include <deploy/shell_words.hpp>
#include <optional>
#include <utility>

namespace deploy {
namespace {

constexpr std::chrono::milliseconds asking_limit{180'000}; ///< For the answer to `abort`.
constexpr std::chrono::milliseconds haste_limit{1500};     ///< The same, where nobody waits for it.
constexpr int no_such_run = static_cast<int>(ExitCode::preflight);
constexpr int wrong_call = static_cast<int>(ExitCode::usage);

constexpr int most_tries = 4; ///< While the server has never been reached.
/// A call that lasts longer was connected: a peer that does not answer is given up before.
constexpr std::chrono::seconds longest_vain_call{60};

bool is_passing(const Error& error) {
    return error.is(Errc::unreachable) || error.is(Errc::unknown_outcome);
}

/// One `follow_remote`.
class Following {
public:
    Following(Remote& remote, Clock& clock, const RemoteRun& run, Observer& observer,
              std::stop_token stop)
        : remote_{remote},
          run_{run},
          observer_{observer},
          reader_{observer},
          stop_{std::move(stop)},
          clock_{clock},
          back_off_{clock, run.patience} {}

    Result<RunEnd> follow() {
        if (!run_.command.empty())
            if (auto started = start(); !started || *started)
                return started ? Result<RunEnd>{std::move(**started)} : started.error();
        for (;;) {
            if (stop_.stop_requested() && run_.command.empty())
                return no_more();
            if (to_turn_back())
                ask_to_turn_back();
            if (run_.leave.stop_requested())
                return left();
            if (!to_turn_back())
                if (auto end = attach())
                    return *end;
            const bool stopped_meanwhile = to_turn_back() && !asked_;
            if (!stopped_meanwhile && !back_off_.wait(asked_ ? run_.leave : stop_))
                return lost();
        }
    }

private:
    /// Nothing once it runs; its end where the server refused it.
    Result<std::optional<RunEnd>> start() {
        for (;;) {
            auto started = start_remote(remote_, run_);
            if (started) {
                heard();
                goes_on_ = !*started;
                return started;
            }
            if (auto vain = give_up(started.error()))
                return *vain;
            if (stop_.stop_requested() && !reached_)
                return Error{Errc::cancelled, "the run was cancelled before it began"};
            if (stop_.stop_requested())
                return std::optional<RunEnd>{}; // it may run: ask, and see
            if (!back_off_.wait(stop_) && !stop_.stop_requested())
                return lost();
        }
    }

    /// Its end, or the refusal of the server; nothing where the connection was cut.
    std::optional<Result<RunEnd>> attach() {
        RemoteSaid said;
        RemoteCall call = with_options({"attach", run_.id, "--json", "--from",
                                        std::to_string(std::max(reader_.last() + 1, run_.from))});
        call.line = [&](std::string_view line) {
            heard();
            const auto before = reader_.last();
            if (reader_.feed(line) && reader_.last() > before)
                run_.line(line);
            else
                said.take(line);
        };
        call.error_line = [&](std::string_view line) {
            said.take_error(line);
            run_.error_line(line);
        };
        call.stop = turned_back_ ? run_.leave : stop_;
        const auto begun_at = clock_.now();
        const auto code = remote_.call(call);
        const bool reached = code || !code.error().is(Errc::unreachable);
        if (reached && clock_.now() - begun_at > longest_vain_call)
            heard(); // the run may have been silent, but the connection was not
        if (reader_.end())
            return Result<RunEnd>{*reader_.end()};
        if (!code && code.error().is(Errc::cancelled))
            return std::nullopt;
        if (!code) {
            auto vain = give_up(code.error());
            return vain ? std::optional{Result<RunEnd>{*vain}} : std::nullopt;
        }
        return without_end(*code, said);
    }

    /// An answer that has no end in it: a refusal, unless ssh itself was killed.
    std::optional<Result<RunEnd>> without_end(int code, const RemoteSaid& said) {
        const bool refused = code == no_such_run || code == wrong_call;
        if (said.end() || refused) {
            const auto end = said.end_with(code, remote_.name());
            return Result<RunEnd>{not_begun(code) ? never_started(end) : end};
        }
        tell_cut({Errc::unknown_outcome,
                  "the connection ended (exit code " + std::to_string(code) + ")"});
        return std::nullopt;
    }

    [[nodiscard]] bool to_turn_back() const { return stop_.stop_requested() && !turned_back_; }

    void ask_to_turn_back() {
        if (!std::exchange(asked_, true))
            observer_.on_cancelling();
        RemoteCall call = with_options({"abort", run_.id, "--json"});
        const bool in_haste = run_.leave.stop_requested();
        call.timeout = in_haste ? haste_limit : asking_limit;
        if (!in_haste)
            call.stop = run_.leave;
        const auto code = remote_.call(call);
        heard_of_it_ = heard_of_it_ || code || !code.error().is(Errc::unreachable);
        turned_back_ = code.has_value();
        refused_ = code && *code != 0;
        if (turned_back_)
            heard();
    }

    RemoteCall with_options(std::vector<std::string> words) {
        words.insert(words.end(), run_.options.begin(), run_.options.end());
        return {.words = std::move(words), .error_line = run_.error_line};
    }

    void heard() {
        reached_ = true;
        back_off_.heard();
    }

    /// What to end with; nothing where trying again may help.
    std::optional<Error> give_up(const Error& error) {
        reached_ = reached_ || error.is(Errc::unknown_outcome);
        last_ = error;
        if (!is_passing(error))
            return reached_ ? left_alone(error.message) : error;
        if (!reached_ && ++vain_ >= most_tries)
            return error;
        tell_cut(error);
        return std::nullopt;
    }

    void tell_cut(const Error& error) {
        observer_.on_warning(error.message + (goes_on_ ? "; the run goes on by itself, trying again"
                                                       : "; trying again"));
    }

    [[nodiscard]] bool not_begun(int code) const {
        return code == no_such_run && stop_.stop_requested() && reader_.last() == 0;
    }

    /// Cancelled while it was not known whether the server had started it: it had not.
    [[nodiscard]] RunEnd never_started(const RunEnd& said) const {
        return run_end(Error{Errc::cancelled, "the run was cancelled before the server began it"},
                       said.serves);
    }

    /// Who only looks on does not turn it back.
    [[nodiscard]] Error no_more() const {
        return {Errc::cancelled, "following run " + run_.id + " was cancelled; it goes on",
                attach_command(run_)};
    }

    [[nodiscard]] Error left_alone(const std::string& why) const {
        return {Errc::unknown_outcome,
                why + ": what became of run " + run_.id +
                    " is unknown; it goes on or turns back by itself",
                attach_command(run_)};
    }

    [[nodiscard]] Error left() const {
        return left_alone(
            refused_       ? "the server does not turn it back any more, and its end was not heard"
            : turned_back_ ? "the server has turned it back, and its end was not heard"
            : heard_of_it_ ? "the server was asked to turn it back, and has not answered"
                           : "the server could not be asked to turn it back");
    }

    [[nodiscard]] Error lost() const {
        return reached_ ? left_alone(remote_.name() + " does not answer any more") : last_;
    }

    Remote& remote_;
    const RemoteRun& run_;
    Observer& observer_;
    EventReader reader_;
    std::stop_token stop_;
    Clock& clock_;
    BackOff back_off_;
    Error last_{};             ///< Why the last call failed.
    int vain_ = 0;             ///< Tries before the server was reached.
    bool reached_ = false;     ///< A call may have reached it: the run may have begun.
    bool goes_on_ = false;     ///< It has begun.
    bool asked_ = false;       ///< The server was asked to turn it back,
    bool heard_of_it_ = false; ///< and may have heard it,
    bool turned_back_ = false; ///< and answered,
    bool refused_ = false;     ///< that it does not any more.
};

} // namespace

std::string attach_command(const RemoteRun& run) {
    std::vector<std::string> words{"psyfit-deploy"};
    words.insert(words.end(), run.options.begin(), run.options.end());
    words.insert(words.end(), {"attach", run.id});
    return shell_line(words);
}

Result<RunEnd> follow_remote(Remote& remote, Clock& clock, const RemoteRun& run, Observer& observer,
                             std::stop_token stop) {
    return Following{remote, clock, run, observer, std::move(stop)}.follow();
}

} // namespace deploy
