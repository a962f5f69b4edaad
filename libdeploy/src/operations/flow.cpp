// SPDX-License-Identifier: MIT
#include "operations/abortable.hpp"
#include "operations/begin.hpp"
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
    return HostLock::acquire(lock_file(config), std::string{what} + " of " + config.service,
                             options.patience, stop);
}

/// Everything between taking the lock and giving it back.
Result<Outcome> run_locked(const Config& config, Ports ports, State entry, Observer& observer,
                           std::stop_token stop,
                           const std::function<Result<Deployment>(const Situation&)>& begin) {
    Abortable run{abort_file(config), observer, std::move(stop)};
    const StepContext context{config, ports, run};
    if (auto settled = finish_unfinished(context, run.token()); !settled)
        return settled.error();
    auto situation = look_around(config, ports);
    if (!situation)
        return situation.error();
    auto deployment = begin(*situation);
    if (!deployment)
        return deployment.error();
    if (situation->incumbent && !situation->incumbent->running)
        run.on_warning("the incumbent " + situation->incumbent->name +
                       " is not running: nothing serves until this deployment is live");
    const Steps steps = blue_green(context);
    return Deployer{steps, ports.journal, ports.clock, run}.run(std::move(*deployment), entry,
                                                                run.token());
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
    return run_locked(config, ports, State::pulling, observer, std::move(stop),
                      [&](const Situation& situation) {
                          return begin_deploy(situation, config, ports, options.intent);
                      });
}

Result<Outcome> roll_back(const Config& config, Ports ports,
                          const std::optional<std::string>& container, const RunOptions& options,
                          Observer& observer, std::stop_token stop) {
    auto held = hold_lock(config, options, "rollback", stop);
    if (!held)
        return held.error();
    return run_locked(
        config, ports, State::starting, observer, std::move(stop), [&](const Situation& situation) {
            return begin_rollback(situation, config, ports, container, options.intent);
        });
}

Result<Recovery> recover(const Config& config, Ports ports, const RunOptions& options,
                         Observer& observer, std::stop_token stop) {
    auto held = hold_lock(config, options, "recovery", stop);
    if (!held)
        return held.error();
    Abortable run{abort_file(config), observer, std::move(stop)};
    return finish_unfinished({config, ports, run}, run.token());
}

} // namespace deploy
