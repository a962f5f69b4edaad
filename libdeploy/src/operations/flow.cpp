// SPDX-License-Identifier: MIT
#include "operations/abortable.hpp"
#include "operations/begin.hpp"
#include "operations/holder.hpp"
#include "operations/unfinished.hpp"
#include "steps/context.hpp"

#include <deploy/abort.hpp>
#include <deploy/flow.hpp>
#include <deploy/lock.hpp>
#include <functional>
#include <utility>

namespace deploy {
namespace {

Result<HostLock> hold_lock(const Config& config, const RunOptions& options, std::string_view what,
                           const std::stop_token& stop) {
    return HostLock::acquire(lock_file(config), purpose(what, config), options.patience, stop);
}

/// What tells a deployment from a rollback.
struct Variant {
    State entry;
    LostRoute lost_route;
    std::function<Result<Deployment>(const Situation&)> begin;
};

/// Everything between taking the lock and giving it back.
Result<Outcome> run_locked(const Config& config, Ports ports, const Variant& variant,
                           Observer& observer, std::stop_token stop) {
    Abortable run{abort_file(config), observer, std::move(stop)};
    const StepContext context{config, ports, run};
    if (auto settled = finish_unfinished(context, variant.lost_route, run.token()); !settled)
        return settled.error();
    auto situation = look_around(config, ports);
    if (!situation)
        return situation.error();
    auto deployment = variant.begin(*situation);
    if (!deployment)
        return deployment.error();
    if (situation->incumbent && !situation->incumbent->running)
        run.on_warning("the incumbent " + situation->incumbent->name +
                       " is not running: nothing serves until this deployment is live");
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
    auto held = hold_lock(config, options, "deployment", stop);
    if (!held)
        return held.error();
    const Variant variant{.entry = State::pulling,
                          .lost_route = options.intent.first ? LostRoute::may_be_replaced
                                                             : LostRoute::must_return,
                          .begin = [&](const Situation& situation) {
                              return begin_deploy(situation, config, ports, options.intent);
                          }};
    return run_locked(config, ports, variant, observer, std::move(stop));
}

Result<Outcome> roll_back(const Config& config, Ports ports,
                          const std::optional<std::string>& container, const RunOptions& options,
                          Observer& observer, std::stop_token stop) {
    auto held = hold_lock(config, options, "rollback", stop);
    if (!held)
        return held.error();
    const Variant variant{.entry = State::starting,
                          .lost_route = LostRoute::may_be_replaced,
                          .begin = [&](const Situation& situation) {
                              return begin_rollback(situation, config, ports, container,
                                                    options.intent);
                          }};
    return run_locked(config, ports, variant, observer, std::move(stop));
}

Result<Recovery> recover(const Config& config, Ports ports, const RunOptions& options,
                         Observer& observer, std::stop_token stop) {
    auto held = hold_lock(config, options, "recovery", stop);
    if (!held)
        return held.error();
    Abortable run{abort_file(config), observer, std::move(stop)};
    return finish_unfinished({config, ports, run}, LostRoute::must_return, run.token());
}

} // namespace deploy
