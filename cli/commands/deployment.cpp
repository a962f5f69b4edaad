// SPDX-License-Identifier: MIT
#include "deployment.hpp"

#include "../console/own_command.hpp"
#include "../signals.hpp"
#include "commands.hpp"
#include "detach.hpp"
#include "display.hpp"

#include <deploy/notifier.hpp>
#include <deploy/observer_pair.hpp>
#include <deploy/run_log.hpp>
#include <spdlog/spdlog.h>
#include <type_traits>

namespace deploy::cli {
namespace {

constexpr auto untouched = "what served before; nothing was touched";
constexpr auto not_known = "see psyfit-deploy status";

/// Whether anything was touched: a deployment has begun, or, as a note tells, what an earlier one
/// left was finished or a lost route given back.
class Touched final : public Observer {
public:
    void on_begin(const Release& /*release*/) noexcept override { touched_ = true; }
    void on_note(std::string_view /*text*/) noexcept override { touched_ = true; }
    [[nodiscard]] explicit operator bool() const { return touched_; }

private:
    bool touched_ = false;
};

/// Whether it is asked because nobody knows what serves.
template <class T>
inline constexpr bool recovers = std::is_same_v<T, Recovery>;

/// The run itself, wherever it is shown.
template <class T>
RunEnd perform(const Session& session, const Options& options, const Config& config,
               const Flow<T>& flow, Observer& observer, const std::stop_token& stop) {
    Touched touched;
    auto host = Host::open(config);
    if (!host)
        return run_end(host.error(), untouched);
    auto notifiers = notifiers_for(config, observer);
    auto wanted = notifiers.empty() ? RunNotifier::Settings{}
                                    : notify_settings(config, (*host)->ports().journal);
    wanted.facts.command = session.own_command();
    RunNotifier others{std::move(notifiers), std::move(wanted), observer};
    ObserverPair looking_on{touched, others};
    ObserverPair all{looking_on, observer};
    const std::stop_callback tell{stop, [&] { all.on_cancelling(); }};
    const RunOptions asked{.intent = options.intent,
                           .patience = options.wait.value_or(std::chrono::seconds{0})};
    const auto result = flow(config, (*host)->ports(), asked, all, stop);
    auto end = result ? run_end(*result)
                      : run_end(result.error(), touched || recovers<T> ? not_known : untouched);
    others.end(end);
    spdlog::debug("exit code {}", static_cast<int>(end.code));
    return end;
}

/// The options of a run that has an id.
Options with_id(Options options) {
    if (!options.intent.id) {
        options.intent.id = new_run_id();
        options.intent.id_is_new = true;
    }
    return options;
}

EventWriter recorder(RunLog& log, const SafeText& safe) {
    return EventWriter{[&log](std::string_view line) { log.append(line); }, safe};
}

/// In a process of its own, which only its events tell of.
template <class T>
ExitCode run_detached(const Session& session, const Options& options, const Config& config,
                      const Flow<T>& flow) {
    const SafeText safe{config};
    auto log = RunLog::create(config, *options.intent.id);
    if (!log && !log.error().is(Errc::conflict)) // that run there is: ask as often as you like
        return fail(session, log.error(), untouched, safe);
    if (!log || !detach())
        return announce(session, *options.intent.id);
    const Signals signals{calling(recover_later, session.own_command())}; // of the new process
    auto events = recorder(*log, safe);
    events.end(perform(session, options, config, flow, events, signals.token()));
    return ExitCode::done;
}

template <class T>
ExitCode run_here(const Session& session, const Options& options, const Config& config,
                  const Flow<T>& flow) {
    const Signals signals{calling(recover_later, session.own_command())}; // before any thread
    const SafeText safe{config};
    Display display{session, safe};
    auto log = RunLog::create(config, *options.intent.id);
    if (!log && (log.error().is(Errc::conflict) || log.error().is(Errc::invalid_input)))
        return display.conclude(run_end(log.error(), untouched));
    if (!log) // what is wrong with the state directory is told when it is needed
        return display.conclude(
            perform(session, options, config, flow, display.observer(), signals.token()));
    auto events = recorder(*log, safe);
    ObserverPair both{display.observer(), events};
    const auto end = perform(session, options, config, flow, both, signals.token());
    events.end(end);
    return display.conclude(end);
}

template <class T>
ExitCode run(const Session& session, const Flow<T>& flow) {
    const auto options = with_id(session.options);
    const auto config = load_configuration(options);
    if (!config)
        return Display{session, {}}.conclude(run_end(config.error(), untouched));
    return options.detach ? run_detached(session, options, *config, flow)
                          : run_here(session, options, *config, flow);
}

} // namespace

ExitCode run_flow(const Session& session, const Flow<Outcome>& flow) { return run(session, flow); }
ExitCode run_flow(const Session& session, const Flow<Recovery>& flow) { return run(session, flow); }

} // namespace deploy::cli
