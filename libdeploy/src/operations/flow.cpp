// SPDX-License-Identifier: MIT
#include "adapters/abort_request.hpp"
#include "operations/abortable.hpp"
#include "operations/begin.hpp"
#include "operations/holder.hpp"
#include "operations/image_room.hpp"
#include "operations/memory.hpp"
#include "operations/unfinished.hpp"
#include "steps/context.hpp"
#include "support/user_name.hpp"

#include <deploy/abort.hpp>
#include <deploy/flow.hpp>
#include <deploy/lock.hpp>
#include <functional>
#include <utility>

namespace deploy {
namespace {

/// Who follows a run that waits learns that it has begun.
void tell_wait(const Config& config, const RunOptions& options, Observer& observer) {
    if (options.patience.count() == 0)
        return;
    if (const auto holder = HostLock::held_by(lock_file(config)); holder && *holder)
        observer.on_note("waiting, at most " + std::to_string(options.patience.count()) +
                         " s, for the lock of " + **holder);
}

Result<HostLock> hold_lock(const Config& config, const RunOptions& options, std::string_view what,
                           Observer& observer, const std::stop_token& stop) {
    tell_wait(config, options, observer);
    const auto take = [&](const std::stop_token& token) {
        return HostLock::acquire(lock_file(config), purpose(what, config), options.patience, token);
    };
    if (!options.intent.id || options.patience.count() == 0)
        return take(stop);
    std::stop_source source;
    const std::stop_callback outer{stop, [&] { source.request_stop(); }};
    const AbortWatch watch{AbortRequest{waiting_abort_file(config, *options.intent.id)},
                           [&](const std::string& /*id*/) { return source.request_stop(); }};
    return take(source.get_token());
}

/// What tells a deployment from a rollback.
struct Variant {
    State entry;
    LostRoute lost_route;
    std::function<Result<Deployment>(const Situation&)> begin;
    /// To what still runs where the last deployment could not stop it; another would be a third.
    bool goes_back;
};

/// Whether an image may be built. Whether the commit has one already is known only later, so that a
/// deployment may be warned that needs no more room; a plan knows.
enum class Builds : std::uint8_t { no, yes };

/// What changes no outcome yet, and may: it is asked before anything is touched.
void warn(const Situation& situation, Ports ports, Builds builds, Observer& run) {
    if (!situation.incumbent)
        return;
    if (!situation.incumbent->running)
        run.on_warning("the incumbent " + situation.incumbent->name +
                       " is not running: nothing serves until this deployment is live");
    const auto info = ports.engine.info();
    if (info && !fits_two(situation, *info, ports.engine))
        run.on_warning(memory_is_short);
    if (builds == Builds::no)
        return;
    if (const auto doubt = doubt_of_image_room(*situation.incumbent, ports.engine, ports.machine);
        !doubt.empty())
        run.on_warning(doubt);
}

/// Whether an earlier deployment still cannot be undone, which would be forgotten with the next
/// one. A candidate that stays because somebody routes to it is the next one's incumbent.
bool needs_a_person(const Recovery& settled) {
    const auto& finished = settled.finished;
    return finished && finished->state == State::stuck &&
           !(finished->revert_error && finished->revert_error->is(Errc::conflict));
}

/// An engine that was restarted may have left stopped what the proxy still routes to.
Result<> check_that_it_runs(const Config& config, Ports ports) {
    const auto situation = look_around(config, ports);
    if (!situation) {
        const auto records = ports.journal.read();
        return records && records->empty() ? Result<>{} : situation.error(); // nothing deployed yet
    }
    if (!situation->route || (situation->incumbent && situation->incumbent->running))
        return {};
    if (!situation->incumbent)
        return Error{Errc::precondition,
                     "the proxy routes " + config.service + " to " + situation->route->target +
                         ", which is no container that runs on this host",
                     "docker ps --all, docker start the one that served, then psyfit-deploy "
                     "recover"};
    const auto& name = situation->incumbent->name;
    return Error{Errc::precondition,
                 "the proxy routes " + config.service + " to " + name + ", which does not run",
                 "docker start " + name + "; if it ends again: docker logs " + name};
}

/// Everything between taking the lock and giving it back.
Result<Outcome> run_locked(const Config& config, Ports ports, const Variant& variant,
                           Observer& observer, std::stop_token stop) {
    Abortable run{abort_file(config), observer, std::move(stop)};
    const StepContext context{config, ports, run};
    auto settled = finish_unfinished(context, variant.lost_route, run.token());
    if (!settled)
        return settled.error();
    if (needs_a_person(*settled))
        return std::move(*settled->finished);
    if (auto runs = still_running(*settled); runs && !variant.goes_back)
        return runs->within("no third version is started beside two");
    auto situation = look_around(config, ports);
    if (!situation)
        return situation.error();
    auto deployment = variant.begin(*situation);
    if (!deployment)
        return deployment.error();
    deployment->release.by = user_name();
    const bool builds = variant.entry == State::pulling && !deployment->intent.image;
    warn(*situation, ports, builds ? Builds::yes : Builds::no, run);
    const Steps steps = blue_green(context);
    return Deployer{steps, ports.journal, ports.clock, run}.run(std::move(*deployment),
                                                                variant.entry, run.token());
}

} // namespace

std::filesystem::path lock_file(const Config& config) {
    return config.state_directory / (config.proxy.container + ".lock");
}

Result<Outcome> deploy(const Config& config, Ports ports, const RunOptions& options,
                       Observer& observer, std::stop_token stop) {
    auto held = hold_lock(config, options, "deployment", observer, stop);
    if (!held)
        return held.error();
    const Variant variant{.entry = State::pulling,
                          .lost_route = options.intent.first ? LostRoute::may_be_replaced
                                                             : LostRoute::must_return,
                          .begin =
                              [&](const Situation& situation) {
                                  return begin_deploy(situation, config, ports, options.intent);
                              },
                          .goes_back = false};
    return run_locked(config, ports, variant, observer, std::move(stop));
}

Result<Outcome> roll_back(const Config& config, Ports ports,
                          const std::optional<std::string>& container, const RunOptions& options,
                          Observer& observer, std::stop_token stop) {
    auto held = hold_lock(config, options, "rollback", observer, stop);
    if (!held)
        return held.error();
    const Variant variant{.entry = State::starting,
                          .lost_route = LostRoute::may_be_replaced,
                          .begin =
                              [&](const Situation& situation) {
                                  return begin_rollback(situation, config, ports, container,
                                                        options.intent);
                              },
                          .goes_back = true};
    return run_locked(config, ports, variant, observer, std::move(stop));
}

Result<Recovery> recover(const Config& config, Ports ports, const RunOptions& options,
                         Observer& observer, std::stop_token stop) {
    auto held = hold_lock(config, options, "recovery", observer, stop);
    if (!held)
        return held.error();
    Abortable run{abort_file(config), observer, std::move(stop)};
    auto recovery = finish_unfinished({config, ports, run}, LostRoute::must_return, run.token());
    if (!recovery || needs_a_person(*recovery))
        return recovery;
    if (auto runs = still_running(*recovery))
        return *runs;
    if (auto serves = check_that_it_runs(config, ports); !serves) {
        if (recovery->nothing())
            return serves.error();
        recovery->trouble = serves.error(); // what was done is told, too
    }
    return recovery;
}

} // namespace deploy
